import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { reservedNamespaces } from '../../api/names.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { EventRecorder } from '../../runtime/event-recorder.ts';
import type { KeyedQueue } from '../../runtime/keyed-queue.ts';
import type { Member } from '../../runtime/member.ts';
import { ClusterWork } from './cluster-work.ts';
import { HostWork } from './host-work.ts';
import { Ledger } from './ledger.ts';
import type { NamespacePlacements } from './namespace-placements.ts';
import { MemberSide } from './member-side.ts';
import { liesInItsNamespace, lostFinalizer, needsNewPlan } from './object-plan.ts';
import { PlanBook } from './plan-book.ts';
import { PlanMaker } from './plan-maker.ts';
import { SplitObjects } from './split-objects.ts';
import { StatusLine } from './status-line.ts';
import type { FederatedType, TypeContext, TypeSurroundings } from './type-context.ts';
import { createTypeQueue } from './type-queue.ts';
import type { PlacementPolicies } from '../policy/placement-policies.ts';
import type { Concerns } from '../rule-kind.ts';
import type { SchedulingPreferences } from '../schedule/scheduling-preferences.ts';

export interface TypeSyncOptions extends TypeSurroundings {
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
  readonly #statuses: StatusLine;
  readonly #events: EventRecorder;
  readonly #memberSide: MemberSide;
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
    this.#memberSide = this.#createMemberSide(new ClusterWork(context));
    const { objects, statuses } = options.concurrency;
    this.#queue = createTypeQueue({
      ...options,
      what: 'reconcile',
      suffix: '',
      concurrency: objects,
      run: (key) => hostWork.run(key),
    });
    this.#statuses = new StatusLine({ ...options, context, ...this.#namespaceScope(), concurrency: statuses });
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
    for (const member of registry.members.values()) this.#memberSide.open(member);
    this.#statuses.start();
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
      preferences.subscribe({ decided: (concerns) => void this.#rulesChanged(concerns) }),
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
    this.#memberSide.stop();
    await Promise.all([this.#queue.stop(), this.#statuses.stop()]);
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
    return this.#objects.isSynced && this.#queue.isIdle && this.#statuses.isIdle;
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
      statusDue: (key) => this.#statuses.answered(key),
      appeared: (member, ref) => appeared(type, member, ref.name),
    };
  }

  #createMemberSide(work: ClusterWork): MemberSide {
    const { type, registry, log } = this.#options;
    return new MemberSide({
      type,
      registry,
      ...this.#namespaceScope(),
      objects: this.#objects,
      ledger: this.#ledger,
      plans: this.#plans,
      work,
      isReserved: (namespace) => this.#isReserved(namespace),
      reconcile: (key) => this.#queue.add(key),
      stirred: (key) => this.#statuses.stirred(key),
      changed: (key) => {
        for (const observer of this.#observers) observer.memberObjectChanged(key);
      },
      synced: () => {
        for (const observer of this.#observers) observer.memberSynced();
      },
      log,
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

  /** Policies, or preferences, are other than they were for the objects concerned, whose keys are given back. */
  #rulesChanged(concerns: Concerns): readonly string[] {
    const concerned = [...this.#objects.store.values()].filter((object) => concerns(this.#planMaker.describe(object)));
    const keys = concerned.map((object) => keyOf(refOf(object)));
    for (const key of keys) {
      this.#plans.discard(key);
      this.#reconcileUnlessIgnored(key);
    }
    return keys;
  }

  #policiesChanged(concerns: Concerns): void {
    for (const key of this.#rulesChanged(concerns)) this.#allowedChanged(key);
  }

  #allowedChanged(key: string): void {
    for (const observer of this.#observers) observer.allowedChanged(key);
  }

  #objectChanged(key: string, current: FederatedObject | undefined, previous: FederatedObject | undefined): void {
    for (const observer of this.#observers) observer.objectChanged(key, current, previous);
    const object = current ?? previous;
    if (object && this.#isIgnored(object)) return;
    if (current && previous && !needsNewPlan(previous, current)) {
      return lostFinalizer(previous, current) ? this.#queue.add(key) : this.#statuses.echoed(key);
    }
    this.#plans.discard(key);
    if (!current) this.#forget(key);
    this.#queue.add(key);
  }

  #forget(key: string): void {
    this.#ledger.forget(key);
    this.#statuses.forget(key);
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
    this.#allowedChanged(key);
  }

  #namespaceChanged(namespace: string): void {
    for (const key of this.#objects.store.keys()) {
      if (!key.startsWith(`${namespace}/`)) continue;
      this.#plans.discard(key);
      this.#queue.add(key);
    }
  }

  #memberJoined(member: Member): void {
    this.#memberSide.open(member);
    this.#decideAnew();
  }

  #memberLeft(member: Member): void {
    this.#memberSide.shut(member);
    this.#ledger.dropCluster(member.name);
    this.#decideAnew();
  }

  #memberChanged(member: Member, looksDifferent: boolean): void {
    if (looksDifferent) this.#decideAnew();
    else this.#memberSide.sendAll(member);
    this.#memberSide.openCache(member);
    // What came to be nobody's while the cluster was away has been passed over.
    if (member.isReady) this.#memberSide.findStraysIn(member);
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

  #objectsSynced(): void {
    this.#memberSide.findStrays();
    for (const observer of this.#observers) observer.objectsSynced?.();
  }
}
