import type { ResourceType } from '../../api/meta.ts';
import { abortable } from '../abortable.ts';

/** What a client can ask. */
export type Verb =
  | 'get'
  | 'list'
  | 'latestVersion'
  | 'create'
  | 'replace'
  | 'mergePatch'
  | 'apply'
  | 'delete'
  | 'watch';

/** Which requests a fault is for; what is absent means any. */
export interface FaultMatch {
  readonly verb?: Verb | readonly Verb[];
  readonly type?: ResourceType;
  /** How many requests, from now on; default 1. */
  readonly times?: number;
}

/** A request that waits for the test. */
export interface Held {
  /** Resolves when the first of them has come. */
  readonly arrived: Promise<void>;
  /** Lets all go on that wait, and stops holding. */
  release(): void;
}

interface Fault {
  left: number;
  readonly verbs: readonly Verb[] | undefined;
  readonly type: ResourceType | undefined;
  readonly before?: (signal: AbortSignal | undefined) => Promise<void>;
  readonly after?: () => void;
}

/** What goes wrong with requests, in the order it was asked for; each request meets one fault at most. */
export class Faults {
  #faults: Fault[] = [];

  /** They fail with error, and nothing is done. */
  fail(match: FaultMatch, error: Error): void {
    this.#add(match, { before: () => Promise.reject(error) });
  }

  /** They are done, but the answer is lost: they fail with error all the same. */
  loseAnswer(match: FaultMatch, error: Error): void {
    this.#add(match, {
      after: () => {
        throw error;
      },
    });
  }

  /** They wait until released or aborted, then are done. */
  hold(match: FaultMatch): Held {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const fault = this.#add(match, {
      before: (signal) => {
        arrived.resolve();
        return abortable(released.promise, signal);
      },
    });
    const release = () => {
      this.#faults = this.#faults.filter((other) => other !== fault);
      released.resolve();
    };
    return { arrived: arrived.promise, release };
  }

  /** Lives through the fault meant for a request, if there is one, around doing it. */
  async around<T>(verb: Verb, type: ResourceType, signal: AbortSignal | undefined, act: () => T): Promise<T> {
    const fault = this.#take(verb, type);
    await fault?.before?.(signal);
    signal?.throwIfAborted();
    const result = act();
    fault?.after?.();
    return result;
  }

  #add({ verb, type, times = 1 }: FaultMatch, effect: Pick<Fault, 'before' | 'after'>): Fault {
    const verbs = typeof verb === 'string' ? [verb] : verb;
    const fault = { left: times, verbs, type, ...effect };
    this.#faults.push(fault);
    return fault;
  }

  #take(verb: Verb, type: ResourceType): Fault | undefined {
    const fault = this.#faults.find(
      ({ verbs, type: wanted }) => (verbs?.includes(verb) ?? true) && (wanted === undefined || isSame(wanted, type)),
    );
    if (fault && --fault.left === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }
}

function isSame(one: ResourceType, other: ResourceType): boolean {
  return one.group === other.group && one.plural === other.plural;
}
