import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import type { SplitTypes } from '../../api/federated-type-config.ts';
import { parseKey, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { namespacePlacementOf } from '../../plan/placement/namespace-placement.ts';
import type { Log } from '../../runtime/log.ts';
import { SplitObjects } from './split-objects.ts';

/** The types that say where namespaces go. */
interface NamespaceTypes extends Pick<SplitTypes, 'placement'> {
  readonly federated: ResourceType;
}

export interface NamespacePlacementsOptions {
  readonly host: KubeClient;
  readonly types: NamespaceTypes;
  /** Only this namespace is looked at, in a namespaced control plane. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Where each namespace goes, as FederatedNamespaces say; shared by all namespaced types. */
export class NamespacePlacements {
  readonly types: NamespaceTypes;
  readonly #informer: Informer<FederatedObject>;
  readonly #split: SplitObjects;
  readonly #listeners = new Set<(namespace: string) => void>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: NamespacePlacementsOptions) {
    const { host, types, clock, random, log, namespace } = options;
    const { federated, ...split } = types;
    this.types = types;
    this.#split = new SplitObjects({ ...options, types: split });
    this.#split.subscribe((key) => this.#tell(key));
    this.#informer = new Informer<FederatedObject>({
      client: host,
      type: federated,
      clock,
      random,
      ...(namespace === undefined ? {} : { namespace }),
      transform: placementOnly,
      changed: (key, current, previous) => this.#changed(key, current, previous),
      synced: () => this.#ready.resolve(),
      failed: (error) => log.warn({ error }, 'cannot read FederatedNamespaces on the host; going on with those known'),
    });
  }

  start(): void {
    this.#split.start();
    this.#informer.start();
  }

  /** Resolves once all that is said of namespaces is known; before that nothing may be decided by it. */
  async ready(): Promise<void> {
    await Promise.all([this.#ready.promise, this.#split.ready()]);
  }

  of(namespace: string): NamespacePlacement {
    const key = `${namespace}/${namespace}`;
    return namespacePlacementOf(this.#informer.store.get(key), this.#split.of(key));
  }

  /** Tells listener of each namespace whose placement may have changed; the result ends that. */
  subscribe(listener: (namespace: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#split.stop();
    this.#informer.stop();
  }

  #changed(key: string, current: FederatedObject | undefined, previous: FederatedObject | undefined): void {
    // Of most changes only the status is one.
    if (current && previous && isDeepStrictEqual(current.spec, previous.spec)) return;
    this.#tell(key);
  }

  #tell(key: string): void {
    const { namespace, name } = parseKey(key);
    if (name !== namespace || !this.#informer.isSynced) return;
    for (const listener of this.#listeners) listener(name);
  }
}

function placementOnly(object: KubeObject): FederatedObject {
  const { name, namespace = '', resourceVersion = '' } = object.metadata;
  const placement = (object as FederatedObject).spec?.placement;
  return { metadata: { name, namespace, resourceVersion }, spec: placement === undefined ? {} : { placement } };
}
