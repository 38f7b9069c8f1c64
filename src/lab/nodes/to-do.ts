import type { Clock, Timer } from '../../base/clock.ts';
import { ApiError } from '../../kube/errors.ts';
import type { PlayOptions } from './player-settings.ts';

const retryMs = 1000;

/** What is still to be done, one thing for each object: a newer one takes the place of an older one. */
export class ToDo {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #failed: (error: unknown) => void;
  readonly #pending = new Map<string, Timer>();

  constructor({ clock, signal, failed }: PlayOptions) {
    this.#clock = clock;
    this.#signal = signal;
    this.#failed = failed ?? (() => undefined);
    signal.addEventListener('abort', () => this.#clear());
  }

  /** Does it after the delay, and again until it succeeds, the object has gone, or it changed: then its event asks anew. */
  put(key: string, delayMs: number, act: () => Promise<unknown>): void {
    this.drop(key);
    if (this.#signal.aborted) return;
    const timer = this.#clock.after(delayMs, () => void this.#attempt(key, timer, act));
    this.#pending.set(key, timer);
  }

  drop(key: string): void {
    this.#pending.get(key)?.cancel();
    this.#pending.delete(key);
  }

  async #attempt(key: string, timer: Timer, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.#forget(key, timer);
    } catch (error) {
      const isCurrent = this.#forget(key, timer);
      if (isOutdated(error) || this.#signal.aborted) return;
      this.#failed(error);
      if (isCurrent) this.put(key, retryMs, act);
    }
  }

  /** Whether nothing newer had taken its place. */
  #forget(key: string, timer: Timer): boolean {
    return this.#pending.get(key) === timer && this.#pending.delete(key);
  }

  #clear(): void {
    for (const timer of this.#pending.values()) timer.cancel();
    this.#pending.clear();
  }
}

/** The object went or changed before the step was taken. */
function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && (error.isNotFound || error.isConflict);
}
