import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import type { CliContext } from '../../src/cli/context.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { runHansaLine } from '../../src/main/command-line/hansa-line.ts';
import { runKubefedctlLine } from '../../src/main/command-line/kubefedctl-line.ts';
import { readOwnVersion } from '../../src/main/process-context.ts';

/** What a command left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Whose kubeconfigs make up the kubeconfig; the first is the current context. */
  readonly clusters?: readonly Pick<LabCluster, 'kubeconfigPath'>[];
  /** What it reads from standard input. */
  readonly input?: string;
  /** What its timeouts go by. Default is the real time. */
  readonly clock?: Clock;
}

/** Runs a command line of hansa to its end, in this process; line is split at spaces. */
export function runHansa(line: string, surroundings: Surroundings = {}): Promise<Finished> {
  return runLine(runHansaLine, line, surroundings);
}

/** Runs a command line of kubefedctl to its end, in this process; line is split at spaces. */
export function runKubefedctl(line: string, surroundings: Surroundings = {}): Promise<Finished> {
  return runLine(runKubefedctlLine, line, surroundings);
}

async function runLine(run: typeof runHansaLine, line: string, surroundings: Surroundings): Promise<Finished> {
  const { clusters = [], input = '', clock = systemClock } = surroundings;
  const kubeconfig = clusters.map(({ kubeconfigPath }) => kubeconfigPath).join(':');
  let [stdout, stderr] = ['', ''];
  const context: CliContext = {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    cwd: process.cwd(),
    home: homedir(),
    clock,
    readInput: () => input,
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    isInteractive: false,
    screen: () => undefined,
    untilInterrupted: (work) => work(new AbortController().signal),
  };
  const code = await run(context, readOwnVersion(), line.split(' ').filter(Boolean));
  return { code, stdout, stderr: clock === systemClock ? withoutProgress(stderr) : stderr };
}

/** What takes longer than a second is told; what that is depends on what else the machine does. */
function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^[A-Z][a-z]+ing .* \.\.\.\n/gm, '');
}

/** The output with what differs from run to run replaced: names of clusters (`{ HOST: cluster }`), servers, versions. */
export function withNames(finished: Finished, names: Readonly<Record<string, LabCluster>>): Finished {
  const replace = (output: string) =>
    Object.entries(names).reduce(
      (replaced, [name, cluster]) => replaced.replaceAll(cluster.server, `<${name}>`).replaceAll(cluster.name, name),
      output.replaceAll(/\bv1\.\d+\.\d+[-+.\w]*/g, 'VERSION'),
    );
  return { code: finished.code, stdout: replace(finished.stdout), stderr: replace(finished.stderr) };
}

/** Fails with what the run complained of unless it exited 0. */
export function succeeded({ code, stderr }: Finished): void {
  assert.equal(code, 0, stderr);
}
