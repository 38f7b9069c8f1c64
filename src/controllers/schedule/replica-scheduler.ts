import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import type { KubeFedSettings } from '../../api/kubefed-settings.ts';
import type { KubeObject } from '../../api/meta.ts';
import { replicaSchedulingPreferenceType } from '../../api/replica-scheduling-preference.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { EventRecorder } from '../../runtime/event-recorder.ts';
import { KeyedQueue } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import type { Member } from '../../runtime/member.ts';
import type { NamespacePlacements } from '../sync/namespace-placements.ts';
import type { FederatedType } from '../sync/type-context.ts';
import type { TypeSync } from '../sync/type-sync.ts';
import { Absences } from './absences.ts';
import { ScheduleWork, type ScheduledType } from './schedule-work.ts';

export interface ReplicaSchedulerOptions {
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  readonly systemNamespace: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** How long clusters are waited for that come or go. */
  readonly delays: () => KubeFedSettings['controllerDuration'];
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** FederatedTypeConfigs whose objects have replicas to divide. */
const schedulableTypes: ReadonlySet<string> = new Set(['deployments.apps', 'replicasets.apps']);
const concurrency = 8;
const backoff = { base: 500, cap: 60_000, factor: 2 };
/** What happens in members comes in bursts, and is looked at when they are over. */
const memberChangeMs = 10_000;

/** Keeps placement and replicas of federated workloads as the ReplicaSchedulingPreferences of the same name say. */
export class ReplicaScheduler {
  readonly #options: ReplicaSchedulerOptions;
  readonly #preferences: Informer<KubeObject>;
  readonly #queue: KeyedQueue;
  readonly #absences: Absences;
  readonly #types = new Map<string, ScheduledType & { readonly end: () => void }>();
  /** Preferences that wait for a cache of some member. */
  readonly #awaiting = new Set<string>();
  #unsubscribe: (() => void) | undefined;
  #isWatching = false;

  constructor(options: ReplicaSchedulerOptions) {
    this.#options = options;
    const { host, clock, random, log, scope, systemNamespace, registry, delays, meter } = options;
    this.#absences = new Absences(clock, () => delays().unavailableDelayMs);
    this.#preferences = new Informer<KubeObject>({
      client: host,
      type: replicaSchedulingPreferenceType,
      clock,
      random,
      ...(scope === 'Namespaced' ? { namespace: systemNamespace } : {}),
      changed: (key) => this.#queue.add(key),
      failed: (error) =>
        log.warn({ error }, 'cannot watch ReplicaSchedulingPreferences on the host; will be tried again'),
    });
    const events = new EventRecorder({ host, component: 'replica-scheduler', systemNamespace, clock, log });
    const work = new ScheduleWork({
      host,
      scope,
      preference: (key) => this.#preferences.store.get(key),
      typeOf: (kind) => [...this.#types.values()].find(({ type }) => type.federated.kind === kind),
      members: () => registry.members,
      absences: this.#absences,
      awaitCaches: (key) => this.#awaiting.add(key),
      events,
      clock,
      log,
    });
    this.#queue = new KeyedQueue({
      clock,
      random,
      concurrency: () => concurrency,
      meter: meter.controller('replicaschedulingpreference'),
      backoff,
      run: (key) => work.run(key),
      failed: (key, error) => log.warn({ key, error }, 'replicas could not be divided; will be tried again'),
    });
  }

  /** Clusters that are not ready count as lost now: how long they have been is not known. */
  start(): void {
    const { registry } = this.#options;
    for (const member of registry.members.values()) if (!member.isReady) this.#absences.begin(member.name);
    this.#unsubscribe = registry.subscribe({
      joined: (member) => this.#readinessChanged(member),
      changed: (member, { ready, relabelled }) => {
        if (ready !== member.isReady) this.#readinessChanged(member);
        if (relabelled) this.#addAll();
      },
      left: ({ name }) => this.#lost(name),
    });
  }

  /** Divides the replicas of a type from now on, if it has any; preferences are watched from the first type on. */
  open(type: FederatedType, sync: TypeSync, placements: NamespacePlacements | undefined): void {
    if (!schedulableTypes.has(type.name)) return;
    this.close(type.name);
    const endObserving = sync.observe({
      objectChanged: (key, current, previous) => isNewSpec(current, previous) && this.#addAfter(key, 0),
      allowedChanged: (key) => this.#addAfter(key, 0),
      memberObjectChanged: (key) => this.#addAfter(key, memberChangeMs),
      memberSynced: () => this.#addAwaiting(),
    });
    const endPlacements = placements?.subscribe((namespace) => this.#addAll(0, `${namespace}/`));
    const end = () => {
      endObserving();
      endPlacements?.();
    };
    this.#types.set(type.name, { type, sync, placements, end });
    if (!this.#isWatching) this.#preferences.start();
    this.#isWatching = true;
    this.#addAll();
  }

  /** Lets the replicas of a type be as they are. */
  close(name: string): void {
    this.#types.get(name)?.end();
    this.#types.delete(name);
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#preferences.stop();
    for (const name of this.#types.keys()) this.close(name);
    await this.#queue.stop();
  }

  /** Whether nothing is left to do, nor put off, that is known of. */
  get isIdle(): boolean {
    return this.#queue.isIdle && (this.#types.size === 0 || this.#preferences.isSynced);
  }

  #readinessChanged(member: Member): void {
    if (!member.isReady) return this.#lost(member.name);
    this.#absences.end(member.name);
    this.#addAll(this.#options.delays().availableDelayMs);
  }

  #lost(cluster: string): void {
    this.#absences.begin(cluster);
    this.#addAll(this.#options.delays().unavailableDelayMs);
  }

  #addAll(afterMs = 0, prefix = ''): void {
    for (const key of this.#preferences.store.keys()) if (key.startsWith(prefix)) this.#queue.addAfter(key, afterMs);
  }

  #addAwaiting(): void {
    for (const key of this.#awaiting) this.#queue.add(key);
    this.#awaiting.clear();
  }

  #addAfter(key: string, milliseconds: number): void {
    if (this.#preferences.store.get(key)) this.#queue.addAfter(key, milliseconds);
  }
}

/** Status and metadata of a federated object say nothing about its replicas. */
function isNewSpec(current: FederatedObject | undefined, previous: FederatedObject | undefined): boolean {
  if (!current) return false;
  return (
    current.metadata.generation !== previous?.metadata.generation || current.metadata.uid !== previous?.metadata.uid
  );
}
