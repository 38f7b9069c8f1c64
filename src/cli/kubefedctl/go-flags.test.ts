import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { withoutGoFlags } from './go-flags.ts';

const program = new Command('kubefedctl').addCommand(
  new Command('join').option('--dry-run').option('--no-error-on-existing').option('-n, --namespace <name>'),
);

describe('withoutGoFlags', () => {
  const cases: [string, string][] = [
    ['join a --dry_run', 'join a --dry-run'],
    ['join a --error_on_existing=f', 'join a --no-error-on-existing'],
    ['join a --log_file=a_b', 'join a --log-file=a_b'],
    ['join a -n=shop', 'join a -n shop'],
    ['join a_b --namespace c_d', 'join a_b --namespace c_d'],
    ['join -- --dry_run', 'join -- --dry_run'],
  ];
  for (const [line, expected] of cases) {
    it(`reads ${line}`, () => assert.deepEqual(withoutGoFlags(program, line.split(' ')), expected.split(' ')));
  }
});
