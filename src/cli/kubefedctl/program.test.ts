import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure, failureOf } from '../failure.ts';
import { createKlog } from './klog.ts';
import { createKubefedctl } from './program.ts';
import { reportFatal } from './report.ts';
import { silent } from './surroundings.ts';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const readInput = () => '';
/** Neither a terminal nor anybody who would interrupt. */
const nobody: Pick<CliContext, 'screen' | 'untilInterrupted'> = {
  screen: () => undefined,
  untilInterrupted: (work) => work(new AbortController().signal),
};

async function run(line: string, act: (context: CliContext) => void): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const clock = new SteppingClock(0);
  const err = (text: string) => void (stderr += text);
  const out = (text: string) => void (stdout += text);
  const talk = { out, err, ...nobody };
  const context = { env: {}, cwd: '/', home: '/', clock, readInput, ...talk, isTerminal: true, isInteractive: false };
  const klog = createKlog({ clock, pid: 1, err });
  const surroundings = { context, klog, version: '0.0.0' };
  const command = new Command('join').option('--secret-name <name>').action(() => act(silent(surroundings)));
  const program = createKubefedctl(surroundings, [command]);
  const args = line.split(' ').filter(Boolean);
  const code = await program.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error: unknown) => reportFatal(error, klog, err),
  );
  return { code, stdout, stderr };
}

function noisy(context: CliContext): void {
  context.out('secret/a created\n');
  context.err('warning: mind\nhint: the gap\n');
}

describe('kubefedctl', () => {
  it('prints nothing of what join does, unless it is asked to log it', async () => {
    const quiet = await run('join a --skip-headers', noisy);
    assert.deepEqual(quiet, { code: 0, stdout: '', stderr: 'mind\nhint: the gap\n' });
    const loud = await run('join a --v 2 --skip-headers', noisy);
    assert.deepEqual(loud, { code: 0, stdout: '', stderr: 'secret/a created\nmind\nhint: the gap\n' });
  });

  it('takes the flags of klog before the command, too', async () => {
    assert.equal((await run('--skip-headers -v 2 join a', noisy)).stderr, 'secret/a created\nmind\nhint: the gap\n');
  });

  it('ends by 255 and a fatal line in its own words', async () => {
    const failures: [CommandFailure, string][] = [
      [new CommandFailure('no', { next: 'try again' }), 'Error: no\nhint: try again\n'],
      [new CommandFailure('hub: no', { kubefed: 'no' }), 'Error: no\n'],
      [failureOf('joining a broke off', new CommandFailure('hub: no', { kubefed: 'no' })), 'Error: no\n'],
      [failureOf('joining a broke off', new CommandFailure('no')), 'Error: no\n'],
    ];
    for (const [failure, stderr] of failures) {
      const fail = () => {
        throw failure;
      };
      assert.deepEqual(await run('join a --skip-headers', fail), { code: 255, stdout: '', stderr });
    }
  });

  const mistakes: [string, string][] = [
    ['jion a', 'Error: unknown command "jion" for "kubefedctl"'],
    ['join a --nope=1', 'Error: unknown flag: --nope'],
    ['join a -q', "Error: unknown shorthand flag: 'q' in -q"],
    ['join a --secret-name', 'Error: flag needs an argument: --secret-name'],
    ['join a --stderrthreshold bad', "Error: option '--stderrthreshold <severity>' argument 'bad' is invalid. It has"],
  ];
  for (const [line, words] of mistakes) {
    it(`ends by 1 on "kubefedctl ${line}"`, async () => {
      const { code, stdout, stderr } = await run(line, noisy);
      assert.deepEqual([code, stdout], [1, '']);
      assert.ok(stderr.startsWith(words), stderr);
      assert.match(stderr, /^Usage: kubefedctl /m);
    });
  }

  it('explains itself when it is asked nothing', async () => {
    const { code, stdout } = await run('', noisy);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}join \[options\]/m);
  });
});
