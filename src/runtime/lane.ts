import type { Clock } from '../base/clock.ts';
import { KeyedQueue, type RunResult } from './keyed-queue.ts';
import type { QueueMeter } from './meter.ts';

/** What a lane does for one type: works on one of its objects in the lane's cluster. */
export type LaneWork = (key: string) => Promise<RunResult>;

export interface LaneOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** How many operations run in the cluster at once. */
  readonly concurrency: () => number;
  readonly failed: (type: string, key: string, error: unknown) => void;
  readonly meter: QueueMeter;
}

const backoff = { base: 250, cap: 60_000, factor: 2 };
const separator = '|';

/** One cluster's own queue, shared by all types: what is slow or dead here holds up nothing elsewhere. */
export class Lane {
  readonly #queue: KeyedQueue;
  readonly #work = new Map<string, LaneWork>();

  constructor(options: LaneOptions) {
    this.#queue = new KeyedQueue({
      clock: options.clock,
      random: options.random,
      concurrency: options.concurrency,
      backoff,
      meter: options.meter,
      run: (item) => this.#run(item),
      failed: (item, error) => options.failed(...split(item), error),
    });
  }

  get depth(): number {
    return this.#queue.depth;
  }

  /** Whether nothing runs, waits, or waits to be tried again. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  /** From now on items of type are given to work. */
  open(type: string, work: LaneWork): void {
    this.#work.set(type, work);
  }

  /** Items of type are dropped from now on. */
  shut(type: string): void {
    this.#work.delete(type);
  }

  add(type: string, key: string): void {
    this.#queue.add(type + separator + key);
  }

  /** Does at once what waits to be tried again, in one namespace or everywhere. */
  hurry(namespace?: string): void {
    this.#queue.hurry(namespace === undefined ? undefined : (item) => split(item)[1].startsWith(`${namespace}/`));
  }

  /** The server asked for a pause. */
  pause(milliseconds: number): void {
    this.#queue.pause(milliseconds);
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #run(item: string): Promise<RunResult> {
    const [type, key] = split(item);
    return (await this.#work.get(type)?.(key)) ?? 'done';
  }
}

function split(item: string): [type: string, key: string] {
  const at = item.indexOf(separator);
  return [item.slice(0, at), item.slice(at + 1)];
}
