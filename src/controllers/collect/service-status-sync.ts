import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import type { FederatedServiceStatus, ServiceClusterStatus } from '../../api/federated-service-status.ts';
import { apiVersionOf, parseKey, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { KeyedQueue, type RunResult } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import type { Member } from '../../runtime/member.ts';

export interface ServiceStatusSyncOptions {
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  readonly types: ServiceStatusTypes;
  /** The only namespace looked at, in a namespaced control plane. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly concurrency: () => number;
  readonly meter: Meter;
}

/** Where the statuses come from, whose they are, and what they go into. */
export interface ServiceStatusTypes {
  readonly target: ResourceType;
  readonly federated: ResourceType;
  readonly report: ResourceType;
}

const purpose = 'service-status';
/** The caches of a cluster that has just become ready fill in about this time. */
const cachePatienceMs = 1_000;
const backoff = { base: 500, cap: 60_000, factor: 2 };

/**
 * Keeps, for every federated service, an object of the same name (the report) with what each ready cluster says of its
 * Service: the way of collecting status that came before remoteStatus. Reports go with their federated services by
 * themselves, since these own them.
 */
export class ServiceStatusSync {
  readonly #options: ServiceStatusSyncOptions;
  readonly #services: Informer<KubeObject>;
  readonly #reports: Informer<FederatedServiceStatus>;
  readonly #queue: KeyedQueue;
  readonly #unsubscribe: () => void;
  #stopped = false;

  constructor(options: ServiceStatusSyncOptions) {
    this.#options = options;
    const { host, registry, types, namespace, clock, random, log, concurrency, meter } = options;
    const common = { client: host, clock, random, ...(namespace === undefined ? {} : { namespace }) };
    this.#services = new Informer<KubeObject>({
      ...common,
      type: types.federated,
      transform: ({ metadata }) => ({ metadata }),
      changed: (key) => this.#look(key),
      synced: () => this.#lookAtAll(),
      failed: (error) => log.warn({ error }, 'cannot watch federated services on the host; will be tried again'),
    });
    this.#reports = new Informer<FederatedServiceStatus>({
      ...common,
      type: types.report,
      changed: (key) => this.#look(key),
      synced: () => this.#lookAtAll(),
      failed: (error) =>
        log.warn({ error, type: types.report.plural }, 'cannot watch the statuses of services; will be tried again'),
    });
    this.#queue = new KeyedQueue({
      clock,
      random,
      concurrency,
      backoff,
      meter: meter.controller(types.report.kind.toLowerCase()),
      run: (key) => this.#report(key),
      failed: (key, error) => log.warn({ key, error }, 'the status of a service could not be written; tried again'),
    });
    this.#unsubscribe = registry.subscribe({
      joined: (member) => this.#open(member),
      changed: (member) => {
        this.#open(member);
        this.#lookAtAll();
      },
      left: () => this.#lookAtAll(),
    });
  }

  start(): void {
    for (const member of this.#options.registry.members.values()) this.#open(member);
    this.#services.start();
    this.#reports.start();
  }

  /** Stops collecting; what was collected stays. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    this.#services.stop();
    this.#reports.stop();
    const { registry, types } = this.#options;
    for (const member of registry.members.values()) member.closeCache(types.target, purpose);
    await this.#queue.stop();
  }

  /** Whether nothing is left to do that is known of. */
  get isIdle(): boolean {
    return this.#isSynced && this.#queue.isIdle;
  }

  get #isSynced(): boolean {
    return this.#services.isSynced && this.#reports.isSynced;
  }

  #open(member: Member): void {
    if (!member.isReady || this.#stopped) return;
    const { types, namespace, log } = this.#options;
    const scope = { purpose, keepsStatus: true, ...(namespace === undefined ? {} : { namespace }) };
    member.openCache(types.target, scope, {
      changed: (key) => this.#look(key),
      synced: () => this.#lookAtAll(),
      failed: (error) => log.debug({ cluster: member.name, error }, 'cannot watch services; will be tried again'),
    });
  }

  #look(key: string): void {
    if (this.#isSynced) this.#queue.add(key);
  }

  #lookAtAll(): void {
    for (const key of this.#services.store.keys()) this.#look(key);
  }

  async #report(key: string): Promise<RunResult> {
    const service = this.#services.store.get(key);
    if (!service || service.metadata.deletionTimestamp !== undefined) return 'done';
    const clusterStatus = this.#collect(key);
    if (clusterStatus === 'not known yet') return { retry: 'after', afterMs: cachePatienceMs };
    try {
      await this.#write(key, service, clusterStatus);
      return 'done';
    } catch (error) {
      if (isNotFound(error)) return 'done';
      if (error instanceof ApiError && error.isConflict) return { retry: 'backoff' };
      throw error;
    }
  }

  /** One entry for every ready cluster, whether the Service is to be there or not; by name. */
  #collect(key: string): readonly ServiceClusterStatus[] | 'not known yet' {
    const { registry, types } = this.#options;
    const statuses: ServiceClusterStatus[] = [];
    for (const member of registry.members.values()) {
      if (!member.isReady) continue;
      const cache = member.cache(types.target, purpose);
      if (!cache?.isSynced && cache?.lastError === undefined) return 'not known yet';
      statuses.push({ clusterName: member.name, status: { ...cache.store.get(key)?.status } });
    }
    return statuses.sort((a, b) => (a.clusterName < b.clusterName ? -1 : 1));
  }

  async #write(key: string, service: KubeObject, clusterStatus: readonly ServiceClusterStatus[]): Promise<void> {
    const { host, types } = this.#options;
    const report = this.#reports.store.get(key);
    if (!report) {
      const { federated } = types;
      const { name, uid = '' } = service.metadata;
      const ownerReferences = [{ apiVersion: apiVersionOf(federated), kind: federated.kind, name, uid }];
      const metadata = { ...parseKey(key), ownerReferences };
      const head = { apiVersion: apiVersionOf(types.report), kind: types.report.kind };
      const created = { ...head, metadata, clusterStatus };
      this.#reports.observeWrite(await host.create(types.report, created));
      return;
    }
    if (isDeepStrictEqual(report.clusterStatus ?? [], clusterStatus)) return;
    const { resourceVersion } = report.metadata;
    const patch = { metadata: { resourceVersion }, clusterStatus };
    this.#reports.observeWrite(await host.mergePatch(types.report, refOf(report), patch));
  }
}
