import type { Clock, Timer } from '../../base/clock.ts';
import { ApiError } from '../../kube/errors.ts';
import type { PlayOptions } from './player-settings.ts';

const retryMs = 1000;

/** What is still to be done, one thing for each object: a newer one takes the place of an older one. */
export class ToDo {
  readonly #clock: Clock;
  readonly #failed: (error: unknown) => void;
  readonly #pending = new Map<string, Timer>();

  constructor({ clock, signal, failed }: PlayOptions) {
    this.#clock = clock;
    this.#failed = failed ?? (() => undefined);
    signal.addEventListener('abort', () => this.#clear());
  }

  /** Does it after the delay, and again until it succeeds, the object has gone, or it changed: then its event asks anew. */
  put(key: string, delayMs: number, act: () => Promise<unknown>): void {
    this.drop(key);
    this.#pending.set(
      key,
      this.#clock.after(delayMs, () => void this.#attempt(key, act)),
    );
  }

  drop(key: string): void {
    this.#pending.get(key)?.cancel();
    this.#pending.delete(key);
  }

  async #attempt(key: string, act: () => Promise<unknown>): Promise<void> {
    const timer = this.#pending.get(key);
    try {
      await act();
    } catch (error) {
      if (error instanceof ApiError && (error.isNotFound || error.isConflict)) return;
      this.#failed(error);
      if (this.#pending.get(key) === timer && timer !== undefined) this.put(key, retryMs, act);
    }
  }

  #clear(): void {
    for (const timer of this.#pending.values()) timer.cancel();
    this.#pending.clear();
  }
}
