/** A pending call made by Clock.after; cancel is idempotent. */
export interface Timer {
  cancel(): void;
}

/** Where time comes from; everything that waits or dates takes one as an argument. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls fire once, milliseconds from now; never before after returns. A pending timer keeps no process alive. */
  after(milliseconds: number, fire: () => void): Timer;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, fire) {
    const timeout = setTimeout(fire, milliseconds);
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};

/** Time as it passes, from an arbitrary zero: nobody can set it, and it stands still while the machine sleeps. */
export const elapsedClock: Clock = { ...systemClock, now: () => performance.now() };

/** Resolves milliseconds from now; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.reject(asError(signal.reason));
  const abort = () => {
    timer.cancel();
    reject(asError(signal?.reason));
  };
  const timer = clock.after(milliseconds, () => {
    signal?.removeEventListener('abort', abort);
    resolve();
  });
  signal?.addEventListener('abort', abort, { once: true });
  return promise;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
