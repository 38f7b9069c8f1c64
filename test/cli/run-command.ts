import type { Command } from 'commander';
import type { Clock } from '../../src/base/clock.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { reportFailure } from '../../src/cli/failure.ts';
import { createProgram } from '../../src/cli/program.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import type { Finished } from './run-hansa.ts';

/** Runs a command in this process, by a clock of the test's own. */
export async function runCommand(
  create: (context: CliContext) => Command,
  line: string,
  clock: Clock,
  clusters: readonly LabCluster[],
): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  const context: CliContext = {
    env: { KUBECONFIG: clusters.map(({ kubeconfigPath }) => kubeconfigPath).join(':') },
    cwd: '/',
    home: '/',
    clock,
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    isInteractive: false,
  };
  const program = createProgram(context, '0.0.0', [{ heading: 'Commands:', commands: [create(context)] }]);
  try {
    await program.parseAsync(line.split(' '), { from: 'user' });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { exitCode, text } = reportFailure(error);
    return { code: exitCode, stdout, stderr: stderr + text };
  }
}
