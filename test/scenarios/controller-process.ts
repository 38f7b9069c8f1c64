import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LabCluster } from '../../src/lab/lab.ts';
import { launcher } from '../cli/run-hansa.ts';

/** A `hansa controller` in a process of its own. */
export interface ControllerProcess {
  /** Ends it as a machine would that loses power. */
  kill(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
}

/** Starts the real program; resolves when its controllers run, rejects with its log when it ends before. */
export async function startController(host: LabCluster): Promise<ControllerProcess> {
  const child = spawn(launcher, ['controller'], {
    env: { ...process.env, KUBECONFIG: host.kubeconfigPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const log: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<ControllerProcess>();
  createInterface({ input: child.stderr })
    .on('line', (line) => {
      log.push(line);
      if (line.includes('"controllers run"')) resolve({ kill: () => end('SIGKILL'), stop: () => end('SIGTERM') });
    })
    .on('close', () => reject(new Error(`hansa controller ended:\n${log.join('\n')}`)));
  return promise;
}
