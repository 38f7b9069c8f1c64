import { KeyedQueue, type RunResult } from '../../runtime/keyed-queue.ts';
import type { TypeSurroundings } from './type-context.ts';

const backoff = { base: 500, cap: 60_000, factor: 2 };

export interface TypeQueueOptions extends TypeSurroundings {
  /** Begins "… failed on the host". */
  readonly what: string;
  /** What is added to the name of the type, for those who measure. */
  readonly suffix: string;
  readonly concurrency: () => number;
  readonly run: (key: string) => Promise<RunResult>;
}

/** A queue for work that one type has on the host. */
export function createTypeQueue(options: TypeQueueOptions): KeyedQueue {
  const { type, clock, random, log, meter, what, suffix, concurrency, run } = options;
  return new KeyedQueue({
    clock,
    random,
    concurrency,
    backoff,
    meter: meter.controller(`${type.federated.kind.toLowerCase()}${suffix}`),
    run,
    failed: (key, error) =>
      log.warn({ type: type.name, key, error }, `${what} failed on the host; will be tried again`),
  });
}
