/** What a queue can be asked for at any time. */
export interface QueueGauges {
  readonly depth: () => number;
  readonly active: () => number;
  readonly workers: () => number;
}

/** How one run for a key ended: `retry` when it has to come again, `error` when it failed unexpectedly. */
export type RunEnd = 'success' | 'retry' | 'error';

/** What a queue tells of its work; every call is cheap and returns at once. */
export interface QueueMeter {
  /** The queue can be asked until the result is called. */
  opened(gauges: QueueGauges): () => void;
  added(): void;
  /** A run begins for what has waited so long for its turn. */
  started(waitedMs: number): void;
  ended(how: RunEnd, tookMs: number): void;
}

/** What the controllers tell of their work. */
export interface Meter {
  /** Of the queue of one controller on the host. */
  controller(name: string): QueueMeter;
  /** Of the lane of one cluster. */
  lane(cluster: string): QueueMeter;
  /** Every cluster has answered to a change of an object, so long after it was taken up. */
  propagated(tookMs: number): void;
}

const unheard: QueueMeter = {
  opened: () => () => undefined,
  added: () => undefined,
  started: () => undefined,
  ended: () => undefined,
};

/** Nobody listens. */
export const silentMeter: Meter = { controller: () => unheard, lane: () => unheard, propagated: () => undefined };
