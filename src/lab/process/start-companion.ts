import { readFileSync } from 'node:fs';
import type { ProcessTable, StartedProcess } from './process-table.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** A program that works on a lab's clusters and goes when they go. */
export interface Companion {
  /** Also the name of its log; no other process of the lab has it. */
  readonly name: string;
  /** What people call it. */
  readonly what: string;
  /** Absolute path; its argv[0] has to stay this one, by which it is known again. */
  readonly program: string;
  readonly args: readonly string[];
  /** Whether all it has printed so far says that it is ready. */
  readonly isReady: (log: string) => boolean;
  readonly signal?: AbortSignal;
}

/** Starts a companion and resolves when it is ready; rejects with the last lines of its log when it ends first. */
export async function startCompanion(processes: ProcessTable, companion: Companion): Promise<StartedProcess> {
  const { name, what, program, args, isReady, signal } = companion;
  const started = processes.start(name, 'companion', program, args);
  await waitUntilReady(started, {
    what,
    isReady: async () => isReady(readFileSync(started.logPath, 'utf8')),
    ...(signal ? { signal } : {}),
  });
  return started;
}
