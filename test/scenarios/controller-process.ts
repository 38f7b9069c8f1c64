import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/base/clock.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { launcher } from '../cli/run-program.ts';

/** So long that only what never comes is missed, on a busy machine too. */
const patienceMs = 60_000;

/** A `hansa controller` in a process of its own. */
export interface ControllerProcess {
  readonly pid: number;
  /** Resolves with the fields of the first line of its log, so far or to come, that says text; rejects when it ends before. */
  said(text: string): Promise<Readonly<Record<string, unknown>>>;
  /** Ends it as a machine would that loses power. */
  kill(): Promise<void>;
  /** Ends it in good order; resolves with its exit code. */
  stop(): Promise<number | null>;
}

interface Listener {
  readonly text: string;
  readonly resolve: (fields: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the real program, and resolves when it leads and its controllers run. */
export async function startController(
  host: Pick<LabCluster, 'kubeconfigPath'>,
  args: readonly string[] = [],
): Promise<ControllerProcess> {
  const controller = launchController(host, args);
  await controller.said('controllers run');
  return controller;
}

/** Starts the real program. */
export function launchController(
  host: Pick<LabCluster, 'kubeconfigPath'>,
  args: readonly string[] = [],
): ControllerProcess {
  // Ports that others may have are no matter of the tests that do not ask for any.
  const child = spawn(launcher, ['controller', '--healthz-addr', '0', '--metrics-addr', '0', ...args], {
    env: { ...process.env, KUBECONFIG: host.kubeconfigPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const log: string[] = [];
  let listeners: readonly Listener[] = [];
  let isOver = false;
  const fault = () => new Error(`hansa controller ended:\n${log.join('\n')}`);
  createInterface({ input: child.stderr })
    .on('line', (line) => {
      log.push(line);
      for (const one of listeners) if (says(line, one.text)) one.resolve(fieldsOf(line));
    })
    .on('close', () => {
      isOver = true;
      for (const one of listeners) one.reject(fault());
    });
  return {
    pid: child.pid ?? 0,
    said(text) {
      const line = log.find((one) => says(one, text));
      if (line !== undefined) return Promise.resolve(fieldsOf(line));
      if (isOver) return Promise.reject(fault());
      const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
      listeners = [...listeners, { text, resolve, reject }];
      const late = () => reject(new Error(`hansa controller did not say "${text}":\n${log.join('\n')}`));
      const timer = systemClock.after(patienceMs, late);
      return promise.finally(() => timer.cancel());
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function says(line: string, text: string): boolean {
  return line.includes(text);
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Record<string, unknown>;
}
