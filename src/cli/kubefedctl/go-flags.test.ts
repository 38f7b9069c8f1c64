import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { withoutGoFlags } from './go-flags.ts';

const join = new Command('join').option('--dry-run').option('--no-error-on-existing').option('-n, --namespace <name>');
const orphaning = new Command('orphaning-deletion').addCommand(new Command('status').option('-n, --namespace <name>'));
const program = new Command('kubefedctl').option('--logtostderr').addCommand(join).addCommand(orphaning);

describe('withoutGoFlags', () => {
  const cases: [string, string][] = [
    ['join a --dry_run', 'join a --dry-run'],
    ['join a --error_on_existing=f', 'join a --no-error-on-existing'],
    ['join a --log_file=a_b', 'join a --log-file=a_b'],
    ['join a -n=shop', 'join a -n shop'],
    ['join a_b --namespace c_d', 'join a_b --namespace c_d'],
    ['join -- --dry_run', 'join -- --dry_run'],
    ['--namespace shop join a', 'join --namespace shop a'],
    ['--namespace join join a', 'join --namespace join a'],
    ['--namespace=shop --dry_run --logtostderr join a', 'join --namespace=shop --dry-run --logtostderr a'],
    ['-n shop orphaning-deletion -n=a status b c', 'orphaning-deletion status -n shop -n a b c'],
    ['-v2 join a', 'join -v2 a'],
    ['nothing --dry_run join', 'nothing --dry-run join'],
    ['--help', '--help'],
    ['--help join', 'join --help'],
  ];
  for (const [line, expected] of cases) {
    it(`reads ${line}`, () => assert.deepEqual(withoutGoFlags(program, line.split(' ')), expected.split(' ')));
  }
});
