import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import type { FederatedObject, Placement } from '../../api/federated-object.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import type { Log } from '../../runtime/log.ts';

interface PlacedNamespace extends KubeObject {
  readonly placement?: Placement;
}

export interface NamespacePlacementsOptions {
  readonly host: KubeClient;
  readonly type: ResourceType;
  /** Only this namespace is looked at, in a namespaced control plane. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Where each namespace goes, as FederatedNamespaces say; shared by all namespaced types. */
export class NamespacePlacements {
  /** The federated type that says so. */
  readonly type: ResourceType;
  readonly #informer: Informer<PlacedNamespace>;
  readonly #listeners = new Set<(namespace: string) => void>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: NamespacePlacementsOptions) {
    const { host, type, clock, random, log, namespace } = options;
    this.type = type;
    this.#informer = new Informer<PlacedNamespace>({
      client: host,
      type,
      clock,
      random,
      ...(namespace === undefined ? {} : { namespace }),
      transform: placementOnly,
      changed: (_key, current, previous) => this.#changed(current, previous),
      synced: () => this.#ready.resolve(),
      failed: (error) => log.warn({ error }, 'cannot read FederatedNamespaces on the host; going on with those known'),
    });
  }

  start(): void {
    this.#informer.start();
  }

  /** Resolves once all FederatedNamespaces are known; before that nothing may be decided by them. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  of(namespace: string): NamespacePlacement {
    const found = this.#informer.store.get(`${namespace}/${namespace}`);
    if (!found) return { kind: 'missing' };
    return found.placement === undefined ? { kind: 'found' } : { kind: 'found', placement: found.placement };
  }

  /** Tells listener of each namespace whose placement may have changed; the result ends that. */
  subscribe(listener: (namespace: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#informer.stop();
  }

  #changed(current: PlacedNamespace | undefined, previous: PlacedNamespace | undefined): void {
    const object = current ?? previous;
    // Of most changes only the status is one.
    if (current && previous && isDeepStrictEqual(current.placement, previous.placement)) return;
    if (!object || object.metadata.name !== object.metadata.namespace || !this.#informer.isSynced) return;
    for (const listener of this.#listeners) listener(object.metadata.name);
  }
}

function placementOnly(object: KubeObject): PlacedNamespace {
  const { name, namespace = '', resourceVersion = '' } = object.metadata;
  const placement = (object as FederatedObject).spec?.placement;
  return { metadata: { name, namespace, resourceVersion }, ...(placement === undefined ? {} : { placement }) };
}
