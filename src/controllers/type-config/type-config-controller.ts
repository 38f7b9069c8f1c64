import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  isNamespaceType,
  parseFederatedTypeConfig,
  replicasPathOf,
  splitResources,
  statusResource,
  targetNamespaced,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import type { KubeFedSettings } from '../../api/kubefed-settings.ts';
import { keyOf, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { typeConfigFinalizer } from '../../api/names.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { KeyedQueue, type RunResult } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import type { Member } from '../../runtime/member.ts';
import { ServiceStatusSync, type ServiceStatusTypes } from '../collect/service-status-sync.ts';
import type { PlacementPolicies } from '../policy/placement-policies.ts';
import type { SchedulingPreferences } from '../schedule/scheduling-preferences.ts';
import { NamespacePlacements } from '../sync/namespace-placements.ts';
import type { FederatedType } from '../sync/type-context.ts';
import { TypeSync, type TypeSyncOptions } from '../sync/type-sync.ts';

export interface TypeConfigControllerOptions {
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  readonly systemNamespace: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly adopt: () => boolean;
  readonly policies: PlacementPolicies;
  readonly preferences: SchedulingPreferences;
  readonly featureGates: () => KubeFedSettings['featureGates'];
  /** Those who decide beside it where objects go, and with how many replicas. */
  readonly schedulers: readonly TypeScheduler[];
  readonly concurrency: TypeSyncOptions['concurrency'];
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Decides about the objects of types as long as they are open. */
export interface TypeScheduler {
  readonly open: (type: FederatedType, sync: TypeSync, placements: NamespacePlacements | undefined) => void;
  readonly close: (name: string) => void;
}

interface Running {
  readonly type: FederatedType;
  /** Those it decides by; undefined for types without namespaces. */
  readonly placements: NamespacePlacements | undefined;
  readonly sync: TypeSync;
}

const backoff = { base: 500, cap: 60_000, factor: 2 };
const namespacesName = 'namespaces';
const servicesName = 'services';

/** Starts and stops propagation per type as FederatedTypeConfigs come, change and go. */
export class TypeConfigController {
  readonly #options: TypeConfigControllerOptions;
  readonly #configs: Informer<KubeObject>;
  readonly #queue: KeyedQueue;
  readonly #running = new Map<string, Running>();
  #serviceStatus: { readonly types: ServiceStatusTypes; readonly sync: ServiceStatusSync } | undefined;
  #placements: NamespacePlacements | undefined;

  constructor(options: TypeConfigControllerOptions) {
    this.#options = options;
    const { host, clock, random, log, systemNamespace, meter } = options;
    this.#queue = new KeyedQueue({
      clock,
      random,
      // One at a time: a type waits for the one of namespaces.
      concurrency: () => 1,
      backoff,
      meter: meter.controller('federatedtypeconfig'),
      run: (key) => this.#reconcile(key),
      failed: (key, error) =>
        log.warn({ type: key, error }, 'a FederatedTypeConfig could not be acted on; will be tried again'),
    });
    this.#configs = new Informer<KubeObject>({
      client: host,
      type: federatedTypeConfigType,
      clock,
      random,
      namespace: systemNamespace,
      changed: (key) => this.#configs.isSynced && this.#queue.add(key),
      synced: () => this.#lookAtAll(),
      failed: (error) =>
        log.warn({ error }, 'cannot watch FederatedTypeConfigs on the host; going on with those known'),
    });
  }

  start(): void {
    this.#configs.start();
  }

  /** Looks at every type again: what the KubeFedConfig says has changed. */
  settingsChanged(): void {
    this.#lookAtAll();
  }

  /** Whether every type that is federated has been begun with. */
  get isSettled(): boolean {
    return this.#configs.isSynced && this.#queue.isIdle;
  }

  /** Whether the types that are federated are known. */
  get isSynced(): boolean {
    return this.#configs.isSynced;
  }

  async stop(): Promise<void> {
    this.#configs.stop();
    await this.#queue.stop();
    await Promise.all([...this.#running.values()].map(({ sync }) => sync.stop()));
    await this.#serviceStatus?.sync.stop();
    this.#placements?.stop();
  }

  /** Whether nothing is left to do that is known of. */
  get isIdle(): boolean {
    const syncs = [...this.#running.values(), ...(this.#serviceStatus ? [this.#serviceStatus] : [])];
    return this.isSettled && syncs.every(({ sync }) => sync.isIdle);
  }

  async #reconcile(key: string): Promise<RunResult> {
    const object = this.#configs.store.get(key);
    const name = key.slice(key.indexOf('/') + 1);
    if (!object) {
      await this.#end(name);
      return 'done';
    }
    const parsed = parseFederatedTypeConfig(object);
    if (!parsed.ok) {
      this.#options.log.warn(
        { type: name, reasons: parsed.reasons },
        'this FederatedTypeConfig cannot be used; correct it',
      );
      return 'done';
    }
    try {
      await this.#bring(parsed.value);
      return 'done';
    } catch (error) {
      if (isNotFound(error)) return 'done';
      if (error instanceof ApiError && error.isConflict) return { retry: 'backoff' };
      throw error;
    }
  }

  async #bring(config: FederatedTypeConfig): Promise<void> {
    const { name, deletionTimestamp } = config.metadata;
    if (deletionTimestamp !== undefined) {
      await this.#end(name);
      return this.#dropFinalizer(config);
    }
    // A control plane of one namespace does not propagate it, and yet heeds what its FederatedNamespace says.
    if (isNamespaceType(config)) this.#openPlacements(federatedResource(config), splitResources(config).placement);
    if (this.#isOutOfScope(config)) return this.#writeStatus(config, false);
    await this.#ensureFinalizer(config);
    const type = typeOf(config, this.#options.featureGates());
    if (!this.#isWanted(config)) await this.#stopType(name);
    else await this.#startType(type);
    await this.#bringServiceStatus(config);
    await this.#writeStatus(config, this.#running.has(name));
  }

  #isWanted(config: FederatedTypeConfig): boolean {
    if (config.spec.propagation !== 'Enabled') return false;
    if (!targetNamespaced(config) || this.#placements !== undefined) return true;
    this.#options.log.warn(
      { type: config.metadata.name },
      'cannot propagate a namespaced type before namespaces are federated: enable the type "namespaces"',
    );
    return false;
  }

  /** Cluster-scoped targets are no business of a control plane that has one namespace only. */
  #isOutOfScope(config: FederatedTypeConfig): boolean {
    return this.#options.scope === 'Namespaced' && config.spec.propagation === 'Enabled' && !targetNamespaced(config);
  }

  #openPlacements(type: ResourceType, placementType: ResourceType | undefined): void {
    const types = { federated: type, ...(placementType && { placement: placementType }) };
    if (this.#placements && isDeepStrictEqual(this.#placements.types, types)) return;
    this.#placements?.stop();
    const { host, clock, random, log, scope, systemNamespace } = this.#options;
    this.#placements = new NamespacePlacements({
      host,
      types,
      ...(scope === 'Namespaced' ? { namespace: systemNamespace } : {}),
      clock,
      random,
      log,
    });
    this.#placements.start();
    this.#lookAtOthers();
  }

  async #startType(type: FederatedType): Promise<void> {
    const running = this.#running.get(type.name);
    const placements = type.target.namespaced ? this.#placements : undefined;
    if (running && running.placements === placements && isDeepStrictEqual(running.type, type)) return;
    await running?.sync.stop();
    const sync = this.#createSync(type, placements);
    this.#running.set(type.name, { type, placements, sync });
    for (const scheduler of this.#options.schedulers) scheduler.open(type, sync, placements);
    this.#options.log.info({ type: type.name, federated: type.federated.kind }, 'propagation started');
    sync
      .start()
      .catch((error: unknown) => this.#options.log.error({ type: type.name, error }, 'propagation could not start'));
  }

  /** Statuses of services are collected into objects of their own where remoteStatus is not collected. */
  async #bringServiceStatus(config: FederatedTypeConfig): Promise<void> {
    if (config.metadata.name !== servicesName) return;
    const report = statusResource(config);
    const isOn = config.spec.statusCollection === 'Enabled';
    if (!report || !isOn || this.#options.featureGates().RawResourceStatusCollection) return this.#stopServiceStatus();
    const types = { target: targetResource(config), federated: federatedResource(config), report };
    if (isDeepStrictEqual(this.#serviceStatus?.types, types)) return;
    await this.#stopServiceStatus();
    const { host, registry, scope, systemNamespace, clock, random, log, meter } = this.#options;
    const concurrency = this.#options.concurrency.statuses;
    const namespace = scope === 'Namespaced' ? { namespace: systemNamespace } : {};
    const sync = new ServiceStatusSync({
      host,
      registry,
      types,
      ...namespace,
      clock,
      random,
      log,
      concurrency,
      meter,
    });
    this.#serviceStatus = { types, sync };
    sync.start();
  }

  async #stopServiceStatus(): Promise<void> {
    const running = this.#serviceStatus;
    this.#serviceStatus = undefined;
    await running?.sync.stop();
  }

  #createSync(type: FederatedType, namespacePlacements: NamespacePlacements | undefined): TypeSync {
    return new TypeSync({
      ...this.#options,
      type,
      namespacePlacements,
      appeared: (itsType, member, name) => itsType.isNamespaceType && hurryNamespace(member, name),
    });
  }

  async #stopType(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    for (const scheduler of this.#options.schedulers) scheduler.close(name);
    if (running) this.#options.log.info({ type: name }, 'propagation stopped');
    await running?.sync.stop();
  }

  /** The type is not federated any more; without the one of namespaces no namespaced type is. */
  async #end(name: string): Promise<void> {
    await this.#stopType(name);
    if (name === servicesName) await this.#stopServiceStatus();
    if (name !== namespacesName) return;
    this.#placements?.stop();
    this.#placements = undefined;
    this.#lookAtOthers();
  }

  /** The type of namespaces first: the others wait for it, and would have to say so until then. */
  #lookAtAll(): void {
    for (const object of this.#configs.store.values()) {
      if (object.metadata.name === namespacesName) this.#queue.add(keyOf(refOf(object)));
    }
    this.#lookAtOthers();
  }

  /** Whether a type may be propagated depends on the one of namespaces. */
  #lookAtOthers(): void {
    for (const object of this.#configs.store.values()) {
      if (object.metadata.name !== namespacesName) this.#queue.add(keyOf(refOf(object)));
    }
  }

  async #ensureFinalizer(config: FederatedTypeConfig): Promise<void> {
    const finalizers = config.metadata.finalizers ?? [];
    if (!finalizers.includes(typeConfigFinalizer))
      await this.#writeFinalizers(config, [...finalizers, typeConfigFinalizer]);
  }

  async #dropFinalizer(config: FederatedTypeConfig): Promise<void> {
    const finalizers = config.metadata.finalizers ?? [];
    if (finalizers.includes(typeConfigFinalizer))
      await this.#writeFinalizers(
        config,
        finalizers.filter((one) => one !== typeConfigFinalizer),
      );
  }

  async #writeFinalizers(config: FederatedTypeConfig, finalizers: readonly string[]): Promise<void> {
    const { resourceVersion } = config.metadata;
    await this.#options.host.mergePatch(federatedTypeConfigType, refOf(config), {
      metadata: { finalizers, resourceVersion },
    });
  }

  #collects({ metadata }: FederatedTypeConfig): boolean {
    return metadata.name === servicesName && this.#serviceStatus !== undefined;
  }

  async #writeStatus(config: FederatedTypeConfig, running: boolean): Promise<void> {
    const status = {
      observedGeneration: config.metadata.generation ?? 0,
      propagationController: running ? 'Running' : 'NotRunning',
      statusController: this.#collects(config) ? 'Running' : 'NotRunning',
    };
    if (isDeepStrictEqual(config.status, status)) return;
    await this.#options.host.mergePatch(federatedTypeConfigType, refOf(config), { status }, { subresource: 'status' });
  }
}

function typeOf(config: FederatedTypeConfig, gates: KubeFedSettings['featureGates']): FederatedType {
  const { health, statusFields } = config.spec;
  return {
    name: config.metadata.name,
    target: targetResource(config),
    federated: federatedResource(config),
    split: splitResources(config),
    replicasPath: replicasPathOf(config),
    isNamespaceType: isNamespaceType(config),
    collectsStatus: gates.RawResourceStatusCollection && config.spec.statusCollection === 'Enabled',
    health: { ...(health && { expressions: health }), ...(statusFields && { fields: statusFields }) },
    recordsVersions: gates.PropagatedVersions,
  };
}

/** What failed there for want of its namespace is tried again at once. */
function hurryNamespace(member: Member, namespace: string): void {
  member.lane.hurry(namespace);
}
