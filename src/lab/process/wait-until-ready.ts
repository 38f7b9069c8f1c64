import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { logTail } from './log-tail.ts';
import type { StartedProcess } from './process-table.ts';

const pauseMs = 50;

export interface Readiness {
  /** What people call the thing that should become ready. */
  readonly what: string;
  readonly isReady: () => Promise<boolean>;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Resolves when the process is ready; rejects with the last lines of its log when it ends first or takes too long. */
export async function waitUntilReady(started: StartedProcess, readiness: Readiness): Promise<void> {
  const { what, isReady, patienceMs = 180_000, signal } = readiness;
  const began = performance.now();
  let how: string | undefined;
  const ended = started.ended.then((text) => {
    how = text;
    return false;
  });
  for (;;) {
    signal?.throwIfAborted();
    const ready = await Promise.race([isReady(), ended]);
    // First, since what answers may be something else by now.
    if (how !== undefined) throw notReady(started, `${what} ended with ${how} before it was ready`);
    if (ready) return;
    if (performance.now() - began > patienceMs) {
      throw notReady(started, `${what} is not ready after ${Math.round(patienceMs / 1000)} s`);
    }
    await Promise.race([delay(pauseMs), ended]);
  }
}

function notReady(started: StartedProcess, message: string): LabError {
  return new LabError(`${message}; the last lines of its log:\n${logTail(started.logPath)}`);
}
