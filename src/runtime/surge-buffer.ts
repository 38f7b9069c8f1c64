import type { Clock, Timer } from '../base/clock.ts';

export interface SurgeBufferOptions {
  readonly clock: Clock;
  /** More keys than this in one window are a surge. */
  readonly mostPerWindow: number;
  readonly windowMs: number;
  /** No key is kept longer. */
  readonly longestMs: number;
  readonly pass: (key: string) => void;
}

/** Passes keys on at once, unless so many come that they are better kept, each once, until the surge is over. */
export class SurgeBuffer {
  readonly #options: SurgeBufferOptions;
  readonly #kept = new Set<string>();
  #windowStart = Number.NEGATIVE_INFINITY;
  #thisWindow = 0;
  #lastWindow = 0;
  #keptSince = 0;
  #timer: Timer | undefined;

  constructor(options: SurgeBufferOptions) {
    this.#options = options;
  }

  /** Whether no key is kept. */
  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  add(key: string): void {
    const now = this.#options.clock.now();
    this.#turnWindow(now);
    this.#thisWindow += 1;
    if (!this.#isSurge()) return this.#options.pass(key);
    if (this.isEmpty) this.#keptSince = now;
    this.#kept.add(key);
    this.#timer ??= this.#lookLater();
  }

  /** Drops what is kept. */
  stop(): void {
    this.#timer?.cancel();
    this.#kept.clear();
  }

  #lookLater(): Timer {
    const { clock, windowMs } = this.#options;
    return clock.after(windowMs, () => this.#look());
  }

  #look(): void {
    const { clock, windowMs, longestMs, pass } = this.#options;
    const now = clock.now();
    this.#turnWindow(now);
    const isTooLate = now + windowMs > this.#keptSince + longestMs;
    this.#timer = undefined;
    if (this.#isSurge() && !isTooLate) {
      this.#timer = this.#lookLater();
      return;
    }
    const keys = [...this.#kept];
    this.#kept.clear();
    for (const key of keys) pass(key);
  }

  #isSurge(): boolean {
    return Math.max(this.#thisWindow, this.#lastWindow) > this.#options.mostPerWindow;
  }

  #turnWindow(now: number): void {
    const { windowMs } = this.#options;
    if (now < this.#windowStart + windowMs) return;
    this.#lastWindow = now < this.#windowStart + 2 * windowMs ? this.#thisWindow : 0;
    this.#thisWindow = 0;
    this.#windowStart = now;
  }
}
