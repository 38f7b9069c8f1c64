import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly due: number;
  readonly fire: () => void;
}

/** A clock that stands still until told to move; timers fire in the order they fall due, ties in the order they were made. */
export class SteppingClock implements Clock {
  #now: number;
  readonly #pending = new Set<Pending>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, fire: () => void): Timer {
    const pending = { due: this.#now + Math.max(0, milliseconds), fire };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Moves time forward, firing what falls due on the way, timers made meanwhile included. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#pending.delete(next);
      this.#now = next.due;
      next.fire();
    }
    this.#now = until;
  }

  #next(until: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.due <= until && (!first || pending.due < first.due)) first = pending;
    }
    return first;
  }
}
