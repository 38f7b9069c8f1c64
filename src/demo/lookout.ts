import type { Clock } from '../base/clock.ts';
import { keyOf, qualifiedPlural, type KubeObject, type ObjectRef, type ResourceType } from '../api/meta.ts';
import { CommandFailure } from '../cli/failure.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client.ts';
import { createKubeClient } from '../kube/create-client.ts';
import type { LabCluster } from '../lab/lab.ts';

/** What is watched of one type. */
export interface View {
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly labelSelector?: string;
}

const patienceMs = 60_000;
/** A cluster that comes back should be seen at once. */
const retryMs = 50;

/** Sees what is in several clusters, as the API server of each tells it: the measure of all that the demo claims. */
export class Lookout {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #clients: KubeClient[] = [];
  readonly #informers = new Map<string, Informer<KubeObject>>();
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Watches some types of a cluster from now on. */
  watch(cluster: LabCluster, views: readonly View[]): void {
    const client = createKubeClient(cluster.access);
    this.#clients.push(client);
    for (const view of views) {
      const informer = new Informer<KubeObject>({
        ...view,
        client,
        clock: this.#clock,
        random: () => 0,
        changed: () => this.#changed(),
        synced: () => this.#changed(),
        failed: () => void this.#clock.after(retryMs, () => informer.hurry()),
      });
      this.#informers.set(placeOf(cluster.name, view.type), informer);
      informer.start();
    }
  }

  /** Whether all there was when the watches began has been seen, so that from now on nothing is seen late. */
  get isWatching(): boolean {
    return Array.from(this.#informers.values()).every(({ isSynced }) => isSynced);
  }

  /** What a cluster had under this name when it was last seen. */
  find<T extends KubeObject>(cluster: string, type: ResourceType, ref: ObjectRef): T | undefined {
    return this.#informers.get(placeOf(cluster, type))?.store.get(keyOf(ref)) as T | undefined;
  }

  /** Resolves with the time at which it was first seen to hold; rejects with CommandFailure when it does not in a minute. */
  async until(what: string, holds: () => boolean): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const look = () => {
      if (holds()) resolve(this.#clock.now());
    };
    const abort = () => reject(this.#signal.reason as Error);
    const overdue = this.#clock.after(patienceMs, () => {
      reject(new CommandFailure(`this did not come true within ${patienceMs / 1000} s: ${what}`));
    });
    this.#listeners.add(look);
    this.#signal.addEventListener('abort', abort, { once: true });
    if (this.#signal.aborted) abort();
    look();
    return promise.finally(() => {
      overdue.cancel();
      this.#listeners.delete(look);
      this.#signal.removeEventListener('abort', abort);
    });
  }

  async close(): Promise<void> {
    for (const informer of this.#informers.values()) informer.stop();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function placeOf(cluster: string, type: ResourceType): string {
  return `${cluster} ${qualifiedPlural(type)}`;
}
