import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { Clock } from '../../base/clock.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient, ListOptions, ObjectList, ObjectReader } from '../../kube/client.ts';

interface Followed {
  readonly informer: Informer<KubeObject>;
  /** Resolves when it is whole, or has failed for the first time. */
  readonly settled: Promise<void>;
}

/** Reads a host as its client does, but lists each type only once: from then on it is watched, and every list is the newest. */
export class FollowedLists implements ObjectReader {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #followed = new Map<string, Followed>();

  /** Tells by changed of every change to anything that was listed. */
  constructor(client: KubeClient, clock: Clock, changed: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#changed = changed;
  }

  get name(): string {
    return this.#client.name;
  }

  get: ObjectReader['get'] = (...args) => this.#client.get(...args);

  async list<T extends KubeObject>(type: ResourceType, { namespace = '' }: ListOptions = {}): Promise<ObjectList<T>> {
    const key = `${namespace}/${qualifiedPlural(type)}`;
    const followed = this.#followed.get(key) ?? this.#follow(type, namespace);
    this.#followed.set(key, followed);
    await followed.settled;
    const { informer } = followed;
    if (!informer.isSynced && informer.lastError !== undefined) throw informer.lastError;
    const items = [...informer.store.values()].sort(byPlace) as unknown as T[];
    return { items, resourceVersion: informer.store.passed };
  }

  /** Ends all watches. */
  stop(): void {
    for (const { informer } of this.#followed.values()) informer.stop();
  }

  #follow(type: ResourceType, namespace: string): Followed {
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const informer: Informer<KubeObject> = new Informer({
      client: this.#client,
      type,
      clock: this.#clock,
      // Nobody else comes back at the same time.
      random: () => 0.5,
      ...(namespace === '' ? {} : { namespace }),
      changed: () => informer.isSynced && this.#changed(),
      synced: () => {
        resolve();
        this.#changed();
      },
      failed: () => resolve(),
    });
    informer.start();
    return { informer, settled };
  }
}

/** As API servers list them. */
function byPlace({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  const [one, other] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
