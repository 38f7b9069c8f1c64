import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import type { LabCluster } from '../../src/lab/lab.ts';

export const launcher = fileURLToPath(new URL('../../bin/hansa', import.meta.url));
/** The same program by its other name. */
export const kubefedctl = fileURLToPath(new URL('../../bin/kubefedctl', import.meta.url));

/** What a run of hansa left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Whose kubeconfigs make up the kubeconfig; the first is the current context. */
  readonly clusters?: readonly Pick<LabCluster, 'kubeconfigPath'>[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly program?: string;
  readonly cwd?: string;
}

/** Runs the real program to its end; line is split at spaces. */
export async function runHansa(line: string, surroundings: Surroundings = {}): Promise<Finished> {
  const { clusters = [], env = {}, input = '', program = launcher, cwd = process.cwd() } = surroundings;
  const kubeconfig = clusters.map(({ kubeconfigPath }) => kubeconfigPath).join(':');
  const child = spawn(program, line.split(' ').filter(Boolean), {
    cwd,
    env: { ...process.env, KUBECONFIG: kubeconfig, ...env },
  });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
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
