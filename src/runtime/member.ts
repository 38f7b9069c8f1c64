import type { KubeFedCluster } from '../api/kubefed-cluster.ts';
import { managedSelector } from '../api/names.ts';
import { qualifiedPlural, type KubeObject, type ResourceType } from '../api/meta.ts';
import type { Assessment } from '../api/object-health.ts';
import type { Clock } from '../base/clock.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { ChangeHandler } from '../kube/cache/store.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Lane } from './lane.ts';

/** What is kept of a member's object: enough to tell whether it is as wanted, not the object itself. */
export interface SlimObject extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  /** Of its status this is kept always, to tell whether all that is asked for is ready. */
  readonly readyReplicas?: number;
  /** Only where it is collected. */
  readonly status?: JsonObject;
  /** How it does, by what is not kept; only where somebody asks. */
  readonly assessment?: Assessment;
}

/** What a cache holds: objects of all namespaces or one, and of them their status or not. */
export interface CacheScope {
  readonly namespace?: string;
  readonly keepsStatus: boolean;
  /** Judges each object once, by all of it. */
  readonly assess?: (object: KubeObject) => Assessment;
  /** Whose cache it is, where that is not the type's propagation. */
  readonly purpose?: string;
}

export interface CacheHandlers {
  readonly changed: ChangeHandler<SlimObject>;
  readonly synced: () => void;
  readonly failed: (error: unknown) => void;
}

export interface MemberOptions {
  readonly cluster: KubeFedCluster;
  readonly client: KubeClient | undefined;
  /** Why there is no client. */
  readonly fault: string | undefined;
  readonly lane: Lane;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One joined cluster: how it stands, its lane, and its caches of managed objects, one a type. */
export class Member {
  readonly name: string;
  readonly client: KubeClient | undefined;
  readonly fault: string | undefined;
  readonly lane: Lane;
  readonly #options: MemberOptions;
  readonly #caches = new Map<string, Informer<SlimObject>>();
  #cluster: KubeFedCluster;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#cluster = options.cluster;
    this.name = options.cluster.metadata.name;
    this.client = options.client;
    this.fault = options.fault;
    this.lane = options.lane;
  }

  get cluster(): KubeFedCluster {
    return this.#cluster;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#cluster.metadata.labels ?? {};
  }

  /** Whether its health lets work be sent there. */
  get isReady(): boolean {
    return (
      this.client !== undefined &&
      (this.#cluster.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
    );
  }

  /** Takes a newer version of the KubeFedCluster whose spec is the same. */
  update(cluster: KubeFedCluster): void {
    this.#cluster = cluster;
  }

  /** Starts the cache of a type for a purpose, once; the scope and the handlers of the first call are kept. */
  openCache(type: ResourceType, { keepsStatus, purpose, assess, ...scope }: CacheScope, handlers: CacheHandlers): void {
    const key = cacheKey(type, purpose);
    if (!this.client || this.#caches.has(key)) return;
    const cache = new Informer<SlimObject>({
      client: this.client,
      type,
      clock: this.#options.clock,
      random: this.#options.random,
      ...scope,
      labelSelector: managedSelector,
      transform: (object) => slim(object, keepsStatus, assess),
      ...handlers,
    });
    this.#caches.set(key, cache);
    cache.start();
  }

  cache(type: ResourceType, purpose?: string): Informer<SlimObject> | undefined {
    return this.#caches.get(cacheKey(type, purpose));
  }

  /** Ends the cache of a type for a purpose. */
  closeCache(type: ResourceType, purpose?: string): void {
    const key = cacheKey(type, purpose);
    this.#caches.get(key)?.stop();
    this.#caches.delete(key);
  }

  /** Lets caches that wait out a failure try again now. */
  hurryCaches(): void {
    for (const cache of this.#caches.values()) cache.hurry();
  }

  /** Ends its caches, its lane and its connections. */
  async close(): Promise<void> {
    for (const cache of this.#caches.values()) cache.stop();
    this.#caches.clear();
    const stopped = this.lane.stop();
    await this.client?.close();
    await stopped;
  }
}

function cacheKey(type: ResourceType, purpose = ''): string {
  return `${purpose}/${qualifiedPlural(type)}`;
}

function slim(object: KubeObject, keepsStatus: boolean, assess: CacheScope['assess']): SlimObject {
  const { spec, status } = object as { spec?: { replicas?: unknown }; status?: { readyReplicas?: unknown } };
  const [replicas, readyReplicas] = [spec?.replicas, status?.readyReplicas];
  return {
    metadata: slimMetadata(object),
    ...(typeof replicas === 'number' ? { spec: { replicas } } : {}),
    ...(typeof readyReplicas === 'number' ? { readyReplicas } : {}),
    ...(keepsStatus && isJsonObject(status) ? { status } : {}),
    ...(assess ? { assessment: assess(object) } : {}),
  };
}

function slimMetadata({ metadata }: KubeObject): KubeObject['metadata'] {
  const { name, namespace, uid, resourceVersion, generation, labels, annotations, deletionTimestamp } = metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(generation === undefined ? {} : { generation }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  };
}
