import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { withoutGoBooleans } from './go-booleans.ts';

const program = new Command('hansa').addCommand(
  new Command('join').option('--dry-run').option('--no-error-on-existing').option('--secret-name <name>'),
);

describe('withoutGoBooleans', () => {
  const cases: [string, string[]][] = [
    ['join b --dry-run=true', ['join', 'b', '--dry-run']],
    ['join b --dry-run=false', ['join', 'b']],
    ['join b --error-on-existing=false', ['join', 'b', '--no-error-on-existing']],
    ['join b --error-on-existing=true', ['join', 'b']],
    ['join b --dry-run=1 --error-on-existing=F', ['join', 'b', '--dry-run', '--no-error-on-existing']],
    ['join --dry-run b', ['join', '--dry-run', 'b']],
    ['join b --secret-name=true', ['join', 'b', '--secret-name=true']],
    ['join b --unknown=true', ['join', 'b', '--unknown=true']],
    ['join b --dry-run=maybe', ['join', 'b', '--dry-run=maybe']],
    ['join b -- --dry-run=true', ['join', 'b', '--', '--dry-run=true']],
  ];
  for (const [line, expected] of cases) {
    it(`reads ${line}`, () => assert.deepEqual(withoutGoBooleans(program, line.split(' ')), expected));
  }
});
