import type { Clock, Timer } from '../../base/clock.ts';

/** A federated object among those of all types. */
export interface KindedKey {
  /** Of the federated type. */
  readonly kind: string;
  readonly key: string;
}

/** When objects are to be looked at again though nothing else may happen; one time an object. */
export class Rechecks {
  readonly #clock: Clock;
  readonly #due: (object: KindedKey) => void;
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, due: (object: KindedKey) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Looks at an object at a time, in milliseconds, and at no other; undefined for not at all. */
  set(object: KindedKey, at: number | undefined): void {
    const id = `${object.kind} ${object.key}`;
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    if (at === undefined) return;
    const timer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      this.#timers.delete(id);
      this.#due(object);
    });
    this.#timers.set(id, timer);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
