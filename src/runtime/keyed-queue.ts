import type { Clock, Timer } from '../base/clock.ts';
import { backoffDelay, type BackoffShape } from '../base/backoff.ts';
import type { QueueMeter, RunEnd } from './meter.ts';

/** What became of one run for a key: `retry` waits afterMs, or without it as long as the key's backoff says. */
export type RunResult = 'done' | { readonly retry: 'backoff' } | { readonly retry: 'after'; readonly afterMs: number };

export interface KeyedQueueOptions {
  readonly clock: Clock;
  /** Between 0 and 1; jitters the backoff. */
  readonly random: () => number;
  /** How many keys run at once, asked before each; one key never runs twice at once. */
  readonly concurrency: () => number;
  readonly backoff: BackoffShape;
  /** Works on one key; a rejection counts as a failure: it is handed to failed, and the key waits for its backoff. */
  readonly run: (key: string) => Promise<RunResult>;
  readonly failed: (key: string, error: unknown) => void;
  readonly meter: QueueMeter;
}

/**
 * Keys waiting for work, each at most once. A key added while it runs runs once more; a delayed key keeps its
 * earliest due time; failures are counted a key until it is done.
 */
export class KeyedQueue {
  readonly #options: KeyedQueueOptions;
  /** With the time since when each waits for its turn. */
  readonly #ready = new Map<string, number>();
  readonly #active = new Set<string>();
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { due: number; timer: Timer }>();
  readonly #failures = new Map<string, number>();
  #pausedUntil = 0;
  #pauseTimer: Timer | undefined;
  #pumping = false;
  #stopped = false;
  #idle: (() => void)[] = [];
  readonly #closed: () => void;

  constructor(options: KeyedQueueOptions) {
    this.#options = options;
    this.#closed = options.meter.opened({
      depth: () => this.depth,
      active: () => this.#active.size,
      workers: options.concurrency,
    });
  }

  /** Keys that wait for their turn, those in delay not counted. */
  get depth(): number {
    return this.#ready.size + this.#again.size;
  }

  /** Whether nothing runs, waits or is delayed. */
  get isIdle(): boolean {
    return this.#ready.size + this.#active.size + this.#again.size + this.#delayed.size === 0;
  }

  /** Runs key as soon as there is room. */
  add(key: string): void {
    if (this.#stopped) return;
    this.#cancelDelay(key);
    if (this.#active.has(key)) {
      this.#again.add(key);
      return;
    }
    if (!this.#ready.has(key)) {
      this.#ready.set(key, this.#options.clock.now());
      this.#options.meter.added();
    }
    this.#schedulePump();
  }

  /** Runs key no earlier than milliseconds from now, unless it is due earlier already. */
  addAfter(key: string, milliseconds: number): void {
    if (milliseconds <= 0) return this.add(key);
    if (this.#stopped || this.#ready.has(key) || this.#again.has(key)) return;
    const due = this.#options.clock.now() + milliseconds;
    const pending = this.#delayed.get(key);
    if (pending && pending.due <= due) return;
    pending?.timer.cancel();
    const timer = this.#options.clock.after(milliseconds, () => this.add(key));
    this.#delayed.set(key, { due, timer });
  }

  /** Runs now what waits for its backoff or delay, as far as wanted says so: what held it up may be over. */
  hurry(wanted: (key: string) => boolean = () => true): void {
    for (const key of this.#delayed.keys()) if (wanted(key)) this.add(key);
  }

  /** Starts nothing new for so long; what runs goes on. */
  pause(milliseconds: number): void {
    const until = this.#options.clock.now() + milliseconds;
    if (this.#stopped || until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pauseTimer?.cancel();
    this.#pauseTimer = this.#options.clock.after(milliseconds, () => {
      // Not left to the time: timers may fire a little before the clock says so, and nothing would come after.
      this.#pausedUntil = 0;
      this.#schedulePump();
    });
  }

  /** Forgets a key that is of no more interest: its delay and its failures. */
  forget(key: string): void {
    this.#cancelDelay(key);
    this.#ready.delete(key);
    this.#again.delete(key);
    this.#failures.delete(key);
  }

  /** Starts nothing more; resolves when what runs is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#closed();
    this.#pauseTimer?.cancel();
    for (const key of this.#delayed.keys()) this.#cancelDelay(key);
    this.#ready.clear();
    this.#again.clear();
    if (this.#active.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #cancelDelay(key: string): void {
    this.#delayed.get(key)?.timer.cancel();
    this.#delayed.delete(key);
  }

  #schedulePump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const now = this.#options.clock.now();
    if (now < this.#pausedUntil) return;
    const concurrency = this.#options.concurrency();
    for (const [key, since] of this.#ready) {
      if (this.#active.size >= concurrency) return;
      this.#ready.delete(key);
      this.#active.add(key);
      this.#options.meter.started(now - since);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    const { run, failed, clock, meter } = this.#options;
    const begun = clock.now();
    let result: RunResult;
    let end: RunEnd = 'error';
    try {
      result = await run(key);
      end = result === 'done' ? 'success' : 'retry';
    } catch (error) {
      failed(key, error);
      result = { retry: 'backoff' };
    }
    meter.ended(end, clock.now() - begun);
    this.#active.delete(key);
    this.#settle(key, result);
    this.#schedulePump();
    if (this.#stopped && this.#active.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #settle(key: string, result: RunResult): void {
    if (result === 'done') this.#failures.delete(key);
    if (this.#again.delete(key)) return this.add(key);
    if (result === 'done') return;
    this.addAfter(key, result.retry === 'after' ? result.afterMs : this.#nextBackoff(key));
  }

  #nextBackoff(key: string): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    return backoffDelay(failures, this.#options.backoff, this.#options.random());
  }
}
