import { spawn } from 'node:child_process';
import type { LabCluster } from '../../src/lab/lab.ts';
import type { Finished } from './run-hansa.ts';
import { launcher } from './run-program.ts';

/** A run of hansa that goes on until it is interrupted. */
export interface Watching {
  /** Resolves when what it has printed so far matches; rejects when it ends before. */
  shows(pattern: RegExp): Promise<void>;
  /** Presses Ctrl-C, and resolves with what it left behind. */
  interrupt(): Promise<Finished>;
}

/** Starts the real program on a host; line is split at spaces. */
export function startHansa(host: LabCluster, line: string): Watching {
  const child = spawn(launcher, line.split(' '), { env: { ...process.env, KUBECONFIG: host.kubeconfigPath } });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (data: Buffer) => void (stderr += data.toString()));
  child.stdout.on('data', (data: Buffer) => void (stdout += data.toString()));
  const closed = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return {
    async shows(pattern) {
      const ended = closed.then((code) => Promise.reject(new Error(`it ended with ${code}: ${stdout}${stderr}`)));
      while (!pattern.test(stdout)) {
        const more = new Promise((resolve) => child.stdout.once('data', resolve));
        await Promise.race([more, ended]);
      }
    },
    async interrupt() {
      child.kill('SIGINT');
      return { code: await closed, stdout, stderr };
    },
  };
}
