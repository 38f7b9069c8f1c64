import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { reservedNamespaces } from '../../api/names.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { hasObserved, splitGenerationsOf } from '../../plan/forms/merge-forms.ts';
import { createAssessor, type Assess } from '../../plan/health/assess.ts';
import { objectVersionOf } from '../../plan/propagate/recorded-version.ts';
import { federatedRefOf, targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { EventRecorder } from '../../runtime/event-recorder.ts';
import { KeyDelay } from '../../runtime/key-delay.ts';
import { KeyedQueue } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';
import { SurgeBuffer } from '../../runtime/surge-buffer.ts';
import { ClusterWork } from './cluster-work.ts';
import { HostWork } from './host-work.ts';
import { Ledger } from './ledger.ts';
import type { NamespacePlacements } from './namespace-placements.ts';
import { liesInItsNamespace, lostFinalizer, needsNewPlan } from './object-plan.ts';
import { PlanBook } from './plan-book.ts';
import { PlanMaker } from './plan-maker.ts';
import { SplitObjects } from './split-objects.ts';
import { healthPauseMs, statusPatienceMs, StatusWriter } from './status-writer.ts';
import type { FederatedType, TypeContext } from './type-context.ts';
import type { PlacementPolicies } from '../policy/placement-policies.ts';
import type { Concerns } from '../rule-kind.ts';
import type { SchedulingPreferences } from '../schedule/scheduling-preferences.ts';
import { VersionWriter } from './version-writer.ts';

export interface TypeSyncOptions {
  readonly type: FederatedType;
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  /** Needed for namespaced targets. */
  readonly namespacePlacements: NamespacePlacements | undefined;
  readonly policies: PlacementPolicies;
  readonly preferences: SchedulingPreferences;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly systemNamespace: string;
  readonly adopt: () => boolean;
  /** Told of every object that came to be as wanted in a cluster. */
  readonly appeared: (type: FederatedType, member: Member, name: string) => void;
  /** How many objects, and how many statuses, are worked on at once on the host. */
  readonly concurrency: { readonly objects: () => number; readonly statuses: () => number };
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Told of what one type's propagation sees, for those who decide beside it. Keys are those of federated objects. */
export interface TypeObserver {
  readonly objectChanged: (
    key: string,
    current: FederatedObject | undefined,
    previous: FederatedObject | undefined,
  ) => void;
  /** All federated objects are known, for the first time or anew. */
  readonly objectsSynced?: () => void;
  /** Where an object is wanted or allowed may have changed, though the object itself did not. */
  readonly allowedChanged: (key: string) => void;
  /** What a member has of an object changed. */
  readonly memberObjectChanged: (key: string) => void;
  /** All that a member has of the type is known, for the first time or anew. */
  readonly memberSynced: () => void;
}

/** With more objects than 100 a second the host has enough to do: their statuses come after them, but no later than others. */
const statusSurge = { mostPerWindow: 25, windowMs: 250, longestMs: statusPatienceMs };
const backoff = { base: 500, cap: 60_000, factor: 2 };
const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};

/** Propagates one type: watches its federated objects and the members' managed ones, and keeps the lanes and statuses going. */
export class TypeSync {
  readonly #options: TypeSyncOptions;
  readonly #objects: Informer<FederatedObject>;
  readonly #split: SplitObjects;
  readonly #hostNamespaces: Informer<KubeObject> | undefined;
  readonly #ledger = new Ledger();
  readonly #planMaker: PlanMaker;
  readonly #plans: PlanBook;
  readonly #queue: KeyedQueue;
  readonly #statuses: KeyedQueue;
  readonly #settled: SurgeBuffer;
  readonly #assess: Assess;
  /** Objects that do otherwise than they did, in some member. */
  readonly #stirred: KeyDelay;
  readonly #versionWriter: VersionWriter | undefined;
  readonly #versions: KeyedQueue | undefined;
  readonly #events: EventRecorder;
  readonly #work: ClusterWork;
  readonly #observers = new Set<TypeObserver>();
  readonly #unsubscribe: (() => void)[] = [];
  #started = false;
  #stopped = false;

  constructor(options: TypeSyncOptions) {
    this.#options = options;
    const { type, host, clock, random, log } = options;
    this.#plans = new PlanBook((key) => this.#planMaker.make(key));
    this.#objects = new Informer<FederatedObject>({
      client: host,
      type: type.federated,
      clock,
      random,
      ...this.#namespaceScope(),
      changed: (key, current, previous) => this.#objectChanged(key, current, previous),
      synced: () => this.#objectsSynced(),
      failed: (error) =>
        log.warn({ type: type.name, error }, 'cannot watch federated objects on the host; will be tried again'),
    });
    this.#split = new SplitObjects({ host, types: type.split, ...this.#namespaceScope(), clock, random, log });
    this.#planMaker = new PlanMaker({
      ...options,
      objects: this.#objects,
      split: this.#split,
      ledger: this.#ledger,
    });
    this.#hostNamespaces = type.isNamespaceType ? this.#watchHostNamespaces() : undefined;
    const component = `${type.federated.kind.toLowerCase()}-controller`;
    this.#events = new EventRecorder({ host, component, systemNamespace: options.systemNamespace, clock, log });
    const context = this.#context();
    const hostWork = new HostWork(context);
    const statusWriter = new StatusWriter(context);
    this.#work = new ClusterWork(context);
    const { concurrency } = options;
    const name = type.federated.kind.toLowerCase();
    this.#queue = this.#createQueue('reconcile', name, concurrency.objects, (key) => hostWork.run(key));
    this.#statuses = this.#createQueue('status', `${name}-status`, concurrency.statuses, async (key) => {
      const result = await statusWriter.run(key);
      this.#versions?.add(key);
      return result;
    });
    if (type.recordsVersions) {
      const versionWriter = new VersionWriter({ context, ...this.#namespaceScope(), clock, random });
      this.#versionWriter = versionWriter;
      const what = 'recording versions';
      this.#versions = this.#createQueue(what, `${name}-versions`, concurrency.statuses, (key) =>
        versionWriter.run(key),
      );
    }
    this.#settled = new SurgeBuffer({ clock, ...statusSurge, pass: (key) => this.#statuses.add(key) });
    this.#assess = createAssessor(type.target, type.health);
    this.#stirred = new KeyDelay({ clock, delayMs: healthPauseMs, pass: (key) => this.#settled.add(key) });
  }

  /** Resolves when the federated objects are being watched; before that, all that decisions need is waited for. */
  async start(): Promise<void> {
    const { registry, namespacePlacements } = this.#options;
    this.#unsubscribe.push(
      registry.subscribe({
        joined: (member) => this.#memberJoined(member),
        changed: (member, before) => this.#memberChanged(member, before.relabelled || before.retainted),
        left: (member) => this.#memberLeft(member),
      }),
    );
    for (const member of registry.members.values()) this.#open(member);
    this.#versionWriter?.start();
    this.#split.start();
    await this.#split.ready();
    this.#unsubscribe.push(this.#split.subscribe((key) => this.#splitChanged(key)));
    if (namespacePlacements) {
      await namespacePlacements.ready();
      this.#unsubscribe.push(namespacePlacements.subscribe((namespace) => this.#namespaceChanged(namespace)));
    }
    const { policies, preferences } = this.#options;
    await Promise.all([policies.ready, preferences.ready]);
    this.#unsubscribe.push(
      policies.subscribe((concerns) => this.#policiesChanged(concerns)),
      preferences.subscribe({ decided: (concerns) => this.#rulesChanged(concerns) }),
    );
    if (this.#stopped) return;
    if (this.#hostNamespaces) this.#hostNamespaces.start();
    else this.#startObjects();
  }

  /** Stops propagating; nothing is removed anywhere. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#objects.stop();
    this.#split.stop();
    this.#hostNamespaces?.stop();
    for (const member of this.#options.registry.members.values()) this.#shut(member);
    this.#stirred.stop();
    this.#settled.stop();
    this.#versionWriter?.stop();
    await Promise.all(this.#queues.map((queue) => queue.stop()));
  }

  /** The federated objects, as last seen. */
  get objects(): Informer<FederatedObject> {
    return this.#objects;
  }

  /** How placement and policies limit where its objects may be. */
  get planMaker(): PlanMaker {
    return this.#planMaker;
  }

  /** Tells observer of every change from now on; the result ends that. */
  observe(observer: TypeObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /** Whether nothing is left to do that is known of. */
  get isIdle(): boolean {
    const isCalm = this.#stirred.isEmpty && this.#settled.isEmpty;
    return this.#objects.isSynced && isCalm && this.#queues.every((queue) => queue.isIdle);
  }

  get #queues(): readonly KeyedQueue[] {
    return [this.#queue, this.#statuses, ...(this.#versions ? [this.#versions] : [])];
  }

  /** Once, however often what comes before it is read anew. */
  #startObjects(): void {
    if (this.#started) return;
    this.#started = true;
    this.#objects.start();
  }

  #context(): TypeContext {
    const { type, host, registry, adopt, clock, log, appeared } = this.#options;
    return {
      type,
      host,
      objects: this.#objects,
      ledger: this.#ledger,
      plans: this.#plans,
      members: () => registry.members,
      splitForms: (key) => this.#split.of(key),
      targetRef: (key) => targetRefOf(parseKey(key), type.isNamespaceType),
      isPresent: (key, member) => this.#planMaker.isPresent(key, member),
      hostNamespaceUid: (name) => this.#hostNamespaces?.store.get(name)?.metadata.uid,
      adopt,
      events: this.#events,
      clock,
      log,
      reconcile: (key) => this.#queue.add(key),
      statusDue: (key) => this.#statusDue(key, this.#settled),
      appeared: (member, ref) => appeared(type, member, ref.name),
    };
  }

  #createQueue(
    what: string,
    name: string,
    concurrency: () => number,
    run: (key: string) => ReturnType<HostWork['run']>,
  ): KeyedQueue {
    const { clock, random, log, type, meter } = this.#options;
    return new KeyedQueue({
      clock,
      random,
      concurrency,
      backoff,
      meter: meter.controller(name),
      run,
      failed: (key, error) =>
        log.warn({ type: type.name, key, error }, `${what} failed on the host; will be tried again`),
    });
  }

  #watchHostNamespaces(): Informer<KubeObject> {
    const { host, clock, random, log } = this.#options;
    return new Informer<KubeObject>({
      client: host,
      type: namespaceType,
      clock,
      random,
      transform: ({ metadata: { name, uid = '', resourceVersion = '' } }) => ({
        metadata: { name, uid, resourceVersion },
      }),
      changed: () => undefined,
      synced: () => this.#startObjects(),
      failed: (error) => log.warn({ error }, 'cannot watch namespaces on the host; will be tried again'),
    });
  }

  #namespaceScope(): { namespace?: string } {
    return this.#options.scope === 'Namespaced' ? { namespace: this.#options.systemNamespace } : {};
  }

  /** Policies, or preferences, are other than they were for the objects concerned. */
  #rulesChanged(concerns: Concerns): void {
    for (const key of this.#objects.store.keys()) {
      const object = this.#objects.store.get(key);
      if (!object || !concerns(this.#planMaker.describe(object))) continue;
      this.#plans.discard(key);
      this.#reconcileUnlessIgnored(key);
    }
  }

  #policiesChanged(concerns: Concerns): void {
    this.#rulesChanged(concerns);
    for (const object of this.#objects.store.values()) {
      if (!concerns(this.#planMaker.describe(object))) continue;
      const key = keyOf(refOf(object));
      for (const observer of this.#observers) observer.allowedChanged(key);
    }
  }

  #objectChanged(key: string, current: FederatedObject | undefined, previous: FederatedObject | undefined): void {
    for (const observer of this.#observers) observer.objectChanged(key, current, previous);
    const object = current ?? previous;
    if (object && this.#isIgnored(object)) return;
    if (current && previous && !needsNewPlan(previous, current)) {
      return lostFinalizer(previous, current) ? this.#queue.add(key) : this.#statusDue(key, this.#statuses);
    }
    this.#plans.discard(key);
    if (!current) this.#forget(key);
    this.#queue.add(key);
  }

  #forget(key: string): void {
    this.#ledger.forget(key);
    this.#statuses.forget(key);
    this.#versions?.forget(key);
  }

  #isIgnored(object: FederatedObject): boolean {
    if (!this.#options.type.isNamespaceType) return false;
    const { name } = object.metadata;
    if (this.#isReserved(name)) return true;
    if (liesInItsNamespace(object)) return false;
    const message = 'The name of a federated namespace must match the name of its containing namespace.';
    this.#events.record(object, { type: 'Warning', reason: 'InvalidName', message });
    return true;
  }

  #isReserved(namespace: string): boolean {
    return reservedNamespaces.has(namespace) || namespace === this.#options.systemNamespace;
  }

  #splitChanged(key: string): void {
    this.#plans.discard(key);
    this.#reconcileUnlessIgnored(key);
    for (const observer of this.#observers) observer.allowedChanged(key);
  }

  #namespaceChanged(namespace: string): void {
    for (const key of this.#objects.store.keys()) {
      if (!key.startsWith(`${namespace}/`)) continue;
      this.#plans.discard(key);
      this.#queue.add(key);
    }
  }

  /** Once nothing is awaited it goes into what is given: what clusters answer may come in surges, our own echo need not wait. */
  #statusDue(key: string, into: Pick<KeyedQueue, 'add'>): void {
    if (this.#ledger.isSettled(key)) {
      this.#measure(key);
      into.add(key);
    } else this.#statuses.addAfter(key, statusPatienceMs);
  }

  /** What a restart finds as it should be took no time that anybody waited. */
  #measure(key: string): void {
    const { clock, meter } = this.#options;
    const took = this.#ledger.takeAnswerTime(key, clock.now());
    const { metadata, status } = this.#objects.store.get(key) ?? {};
    const isObserved =
      status?.observedGeneration === metadata?.generation &&
      hasObserved(status, splitGenerationsOf(this.#split.of(key)));
    if (took !== undefined && !isObserved) meter.propagated(took);
  }

  #memberJoined(member: Member): void {
    this.#open(member);
    this.#decideAnew();
  }

  #memberLeft(member: Member): void {
    this.#shut(member);
    this.#ledger.dropCluster(member.name);
    this.#decideAnew();
  }

  #memberChanged(member: Member, looksDifferent: boolean): void {
    if (looksDifferent) this.#decideAnew();
    else this.#sendAll(member);
    this.#openCache(member);
    // What came to be nobody's while the cluster was away has been passed over.
    if (member.isReady) this.#findStraysIn(member);
  }

  #decideAnew(): void {
    this.#planMaker.clustersChanged();
    this.#plans.discardAll();
    for (const key of this.#objects.store.keys()) this.#reconcileUnlessIgnored(key);
  }

  #reconcileUnlessIgnored(key: string): void {
    const object = this.#objects.store.get(key);
    if (object && !this.#isIgnored(object)) this.#queue.add(key);
  }

  #open(member: Member): void {
    member.lane.open(this.#options.type.name, (key) => this.#work.run(member, key));
    this.#openCache(member);
  }

  /** Caches of clusters that were never ready would only fail; they are opened with the first sign of health. */
  #openCache(member: Member): void {
    const { type, log } = this.#options;
    if (!member.isReady || this.#stopped) return;
    const scope = { ...this.#namespaceScope(), keepsStatus: type.collectsStatus, assess: this.#assess };
    member.openCache(type.target, scope, {
      changed: (key, current, previous) => this.#memberObjectChanged(member, key, current, previous),
      synced: () => this.#cacheSynced(member),
      failed: (error) => {
        log.debug({ cluster: member.name, type: type.name, error }, 'cannot watch a cluster; will be tried again');
        if (member.cache(type.target)?.isSynced !== true) this.#sendAll(member);
      },
    });
  }

  #shut(member: Member): void {
    member.lane.shut(this.#options.type.name);
    member.closeCache(this.#options.type.target);
  }

  #cacheSynced(member: Member): void {
    this.#sendAll(member);
    this.#findStraysIn(member);
    for (const observer of this.#observers) observer.memberSynced();
  }

  /** Looks at every object that concerns one cluster. */
  #sendAll(member: Member): void {
    for (const key of this.#objects.store.keys()) {
      if (this.#ledger.isKnown(key)) this.#send(member, key);
    }
  }

  #send(member: Member, key: string): void {
    const plan = this.#plans.plan(key);
    const chosen = plan.mode !== 'stray' && plan.decision.chosen.has(member.name);
    const isAsked = this.#ledger.isAwaited(key, member.name) || this.#ledger.outcome(key, member.name) !== undefined;
    if (!chosen && !isAsked) return;
    member.lane.add(this.#options.type.name, key);
  }

  #memberObjectChanged(
    member: Member,
    targetKey: string,
    current: SlimObject | undefined,
    previous: SlimObject | undefined,
  ): void {
    const { type } = this.#options;
    const key = keyOf(federatedRefOf(parseKey(targetKey), type.isNamespaceType));
    for (const observer of this.#observers) observer.memberObjectChanged(key);
    if (!this.#objects.isSynced || this.#isReservedTarget(targetKey)) return;
    if (!this.#objects.store.get(key)) {
      if (current) this.#queue.add(key);
      return;
    }
    if (current && previous) {
      if (doesOtherwise(current, previous)) this.#stirred.add(key);
      if (isOnlyStatus(current, previous)) return;
    }
    if (current && this.#isEcho(member, key, current)) return;
    member.lane.add(type.name, key);
  }

  /** The watch telling of our own write. Labels do not move a generation, so objects that have one are always looked at. */
  #isEcho(member: Member, key: string, current: SlimObject): boolean {
    const version = objectVersionOf(current);
    return (
      version.startsWith('rv:') &&
      current.metadata.deletionTimestamp === undefined &&
      this.#ledger.outcome(key, member.name)?.version?.objectVersion === version
    );
  }

  #isReservedTarget(targetKey: string): boolean {
    return this.#options.type.isNamespaceType && this.#isReserved(targetKey);
  }

  #objectsSynced(): void {
    this.#findStrays();
    for (const observer of this.#observers) observer.objectsSynced?.();
  }

  #findStrays(): void {
    for (const member of this.#options.registry.members.values()) this.#findStraysIn(member);
  }

  /** Managed objects that no federated object stands behind. */
  #findStraysIn(member: Member): void {
    if (!this.#objects.isSynced) return;
    const { type } = this.#options;
    for (const targetKey of member.cache(type.target)?.store.keys() ?? []) {
      const key = keyOf(federatedRefOf(parseKey(targetKey), type.isNamespaceType));
      if (!this.#objects.store.get(key) && !this.#isReservedTarget(targetKey)) this.#queue.add(key);
    }
  }
}

/** Whether there is something to tell of an object that does not concern what is wanted of it. */
function doesOtherwise(current: SlimObject, previous: SlimObject): boolean {
  return (
    !isDeepStrictEqual(current.assessment, previous.assessment) || !isDeepStrictEqual(current.status, previous.status)
  );
}

/** Whether two versions of an object differ in nothing but status; only its generation can tell that. */
function isOnlyStatus(current: SlimObject, previous: SlimObject): boolean {
  const [now, before] = [current.metadata, previous.metadata];
  return (
    now.generation !== undefined &&
    isDeepStrictEqual({ ...now, resourceVersion: '' }, { ...before, resourceVersion: '' })
  );
}
