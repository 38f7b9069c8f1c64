import type { Clock, Timer } from '../base/clock.ts';

export interface KeyDelayOptions {
  readonly clock: Clock;
  readonly delayMs: number;
  readonly pass: (key: string) => void;
}

/** Passes each key on once, so long after it was first given: what comes meanwhile is passed with it. */
export class KeyDelay {
  readonly #options: KeyDelayOptions;
  readonly #timers = new Map<string, Timer>();

  constructor(options: KeyDelayOptions) {
    this.#options = options;
  }

  /** Whether no key waits. */
  get isEmpty(): boolean {
    return this.#timers.size === 0;
  }

  add(key: string): void {
    if (this.#timers.has(key)) return;
    const { clock, delayMs, pass } = this.#options;
    const timer = clock.after(delayMs, () => {
      this.#timers.delete(key);
      pass(key);
    });
    this.#timers.set(key, timer);
  }

  /** Drops what waits. */
  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
