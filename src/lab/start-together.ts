import { availableParallelism } from 'node:os';

/** Starts one thing; resolves when it is ready. */
export type Start = (signal: AbortSignal) => Promise<void>;

/** Runs the starts, several at once; the first failure aborts the others and is thrown. */
export async function startTogether(starts: readonly Start[], outer?: AbortSignal): Promise<void> {
  const failure = new AbortController();
  const signal = outer === undefined ? failure.signal : AbortSignal.any([outer, failure.signal]);
  const waiting = [...starts];
  const work = async () => {
    for (let start = waiting.shift(); start !== undefined && !signal.aborted; start = waiting.shift()) {
      await start(signal).catch((error: unknown) => failure.abort(error));
    }
  };
  // Half of what an API server does at its start is waiting: two for each processor are ready soonest.
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  signal.throwIfAborted();
}
