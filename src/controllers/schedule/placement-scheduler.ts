import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { federatedRefOf } from '../../plan/propagate/target-ref.ts';
import type { Preference } from '../../plan/schedule/compile-preference.ts';
import { needsCapacity } from '../../plan/schedule/needs-capacity.ts';
import type { ScaledObject } from '../../plan/schedule/scaled-object.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { KeyedQueue } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import { needsNewPlan } from '../sync/object-plan.ts';
import type { NamespacePlacements } from '../sync/namespace-placements.ts';
import type { FederatedType } from '../sync/type-context.ts';
import type { TypeSync } from '../sync/type-sync.ts';
import { Autoscalers } from './autoscalers.ts';
import { ClusterBook } from './cluster-book.ts';
import { ClusterCapacities } from './cluster-capacities.ts';
import { DueObjects } from './due-objects.ts';
import { PlacementWork } from './placement-work.ts';
import { Rechecks } from './rechecks.ts';
import { ScheduleFacts } from './schedule-facts.ts';
import type { ScheduledType } from './schedule-work.ts';
import type { SchedulingPreferences } from './scheduling-preferences.ts';

export interface PlacementSchedulerOptions {
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  readonly preferences: SchedulingPreferences;
  /** Objects are of this one only, in a control plane of one namespace. */
  readonly namespace?: string;
  /** Whether all types are known that are federated. */
  readonly typesAreKnown: () => boolean;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

const concurrency = 8;
const backoff = { base: 500, cap: 60_000, factor: 2 };
/** Several clusters often change at once. */
const clusterChangeMs = 500;
/** What happens in members comes in bursts, and is looked at when they are over. */
const memberChangeMs = 10_000;

/** Keeps decided what SchedulingPreferences ask for, as they, their objects, the clusters and what those have change. */
export class PlacementScheduler {
  readonly #options: PlacementSchedulerOptions;
  readonly #types = new Map<string, ScheduledType & { readonly end: () => void }>();
  readonly #clusters: ClusterBook;
  readonly #capacities: ClusterCapacities;
  readonly #autoscalers: Autoscalers;
  readonly #queue: KeyedQueue;
  readonly #due = new DueObjects();
  readonly #rechecks: Rechecks;
  /** Objects that wait for a cache of some member, by preference. */
  readonly #awaiting = new DueObjects();
  readonly #unsubscribe: (() => void)[] = [];

  constructor(options: PlacementSchedulerOptions) {
    this.#options = options;
    const { host, registry, preferences, typesAreKnown, namespace, meter, clock, random, log } = options;
    const scope = namespace === undefined ? {} : { namespace };
    this.#clusters = new ClusterBook(registry, clock);
    this.#capacities = new ClusterCapacities({ registry, clock, random, log });
    this.#autoscalers = new Autoscalers({ registry, ...scope, clock, random, log });
    this.#rechecks = new Rechecks(clock, ({ kind, key }) => this.#dueWith(kind, key, 0));
    const work = new PlacementWork({
      host,
      preferences,
      typeOf: (kind) => this.#typeOf(kind),
      typesAreKnown,
      facts: new ScheduleFacts({
        members: () => registry.members,
        clusters: this.#clusters,
        capacities: this.#capacities,
        autoscalers: this.#autoscalers,
        clock,
      }),
      rechecks: this.#rechecks,
      awaitCaches: (preference, object) => this.#awaiting.add(preference, object),
      log,
    });
    this.#queue = new KeyedQueue({
      clock,
      random,
      concurrency: () => concurrency,
      backoff,
      meter: meter.controller('schedulingpreference'),
      run: (key) => this.#due.during(key, (due) => work.run(key, due)),
      failed: (key, error) =>
        log.warn({ key, error }, 'a SchedulingPreference could not be followed; will be tried again'),
    });
  }

  start(): void {
    const { registry, preferences } = this.#options;
    this.#unsubscribe.push(
      this.#clusters.start(),
      registry.subscribe({
        joined: () => this.#clustersChanged(),
        changed: () => this.#clustersChanged(),
        left: () => this.#clustersChanged(),
      }),
      preferences.subscribe({ asked: (key) => this.#asked(key) }),
      this.#capacities.subscribe(() => this.#capacityChanged()),
      this.#autoscalers.subscribe((_cluster, scaled) => this.#autoscalersChanged(scaled)),
    );
    this.#asked(undefined);
  }

  /** Decides about the objects of a type from now on. */
  open(type: FederatedType, sync: TypeSync, placements: NamespacePlacements | undefined): void {
    this.close(type.name);
    const kind = type.federated.kind;
    const endObserving = sync.observe({
      objectsSynced: () => this.#typeChanged(kind),
      objectChanged: (key, current, previous) => this.#objectChanged(kind, key, current, previous),
      allowedChanged: (key) => this.#dueWith(kind, key, 0),
      memberObjectChanged: (key) => this.#dueWith(kind, key, memberChangeMs),
      memberSynced: () => this.#resume(),
    });
    const endPlacements = placements?.subscribe((namespace) => {
      for (const preference of this.#preferences())
        if (preference.namespace === namespace) this.#addAll(preference.key);
    });
    const end = () => {
      endObserving();
      endPlacements?.();
    };
    this.#types.set(type.name, { type, sync, placements, end });
    this.#typeChanged(kind);
  }

  /** Decides nothing more about the objects of a type. */
  close(name: string): void {
    this.#types.get(name)?.end();
    this.#types.delete(name);
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const name of this.#types.keys()) this.close(name);
    this.#rechecks.stop();
    this.#capacities.stop();
    this.#autoscalers.stop();
    await this.#queue.stop();
  }

  /** Whether nothing is left to do that is known of; what only time may change does not count. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  #typeOf(federatedKind: string): ScheduledType | undefined {
    for (const scheduled of this.#types.values()) if (scheduled.type.federated.kind === federatedKind) return scheduled;
    return undefined;
  }

  *#preferences(): Iterable<Preference> {
    const { preferences } = this.#options;
    for (const key of preferences.keys()) {
      const preference = preferences.get(key);
      if (preference) yield preference;
    }
  }

  /** A preference came, changed or went: others may be in force because of it, or not any more. */
  #asked(key: string | undefined): void {
    const rules = Array.from(this.#preferences(), ({ compiled }) => compiled?.rule);
    this.#capacities.want(rules.some((rule) => rule !== undefined && needsCapacity(rule)));
    this.#autoscalers.want(rules.some((rule) => rule?.divide !== undefined));
    if (key === undefined) {
      for (const preference of this.#preferences()) this.#addAll(preference.key);
      return;
    }
    this.#addAll(key);
    const { namespace } = parseKey(key);
    for (const other of this.#preferences()) if (other.namespace === namespace) this.#queue.add(other.key);
  }

  #clustersChanged(): void {
    for (const { key } of this.#preferences()) this.#addAll(key, clusterChangeMs);
  }

  /** What is free never takes away what was given: only those that want more, or may move, are decided about anew. */
  #capacityChanged(): void {
    for (const { key, compiled } of this.#preferences()) {
      if (!compiled || !needsCapacity(compiled.rule)) continue;
      if (compiled.rule.rebalance === 'Automatic') this.#addAll(key, memberChangeMs);
      this.#due.addWanting(key);
      this.#queue.addAfter(key, clusterChangeMs);
    }
  }

  #typeChanged(kind: string): void {
    for (const { key, compiled } of this.#preferences()) if (compiled?.kind === kind) this.#addAll(key);
  }

  #objectChanged(
    kind: string,
    key: string,
    current: FederatedObject | undefined,
    previous: FederatedObject | undefined,
  ): void {
    if (current && previous && !needsNewPlan(previous, current)) return;
    for (const object of [previous, current]) {
      const preference = object && this.#preferenceOf(kind, object);
      if (!preference) continue;
      this.#due.add(preference.key, key);
      this.#queue.add(preference.key);
    }
  }

  /** Not the federated object itself changed, but something of it or around it. */
  #dueWith(kind: string, key: string, afterMs: number): void {
    const object = this.#typeOf(kind)?.sync.objects.store.get(key);
    const preference = object && this.#preferenceOf(kind, object);
    if (!preference) return;
    this.#due.add(preference.key, key);
    this.#queue.addAfter(preference.key, afterMs);
  }

  #autoscalersChanged(scaled: ScaledObject | undefined): void {
    if (!scaled) return this.#clustersChanged();
    for (const { type } of this.#types.values()) {
      if (type.target.kind !== scaled.kind || type.target.group !== scaled.group) continue;
      const key = keyOf(federatedRefOf(scaled, type.isNamespaceType));
      this.#dueWith(type.federated.kind, key, clusterChangeMs);
    }
  }

  #preferenceOf(kind: string, object: FederatedObject): Preference | undefined {
    const sync = this.#typeOf(kind)?.sync;
    return sync && this.#options.preferences.of(sync.planMaker.describe(object));
  }

  #resume(): void {
    for (const [preference, due] of this.#awaiting.takeAll()) {
      for (const object of due.keys) this.#due.add(preference, object);
      this.#queue.add(preference);
    }
  }

  #addAll(key: string, afterMs = 0): void {
    this.#due.addAll(key);
    this.#queue.addAfter(key, afterMs);
  }
}
