import type { Clock } from '../../base/clock.ts';

/** Since when clusters have not been ready, as far as they were missed: for a while nothing is moved because of it. */
export class Absences {
  readonly #clock: Clock;
  readonly #patienceMs: () => number;
  readonly #since = new Map<string, number>();

  constructor(clock: Clock, patienceMs: () => number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /** The cluster is away from now on, unless it was already. */
  begin(cluster: string): void {
    if (!this.#since.has(cluster)) this.#since.set(cluster, this.#clock.now());
  }

  end(cluster: string): void {
    this.#since.delete(cluster);
  }

  /** Milliseconds for which it is still waited for; 0 when it is not away, or has been for too long. */
  patienceLeft(cluster: string): number {
    const since = this.#since.get(cluster);
    return since === undefined ? 0 : Math.max(0, since + this.#patienceMs() - this.#clock.now());
  }
}
