import { isDeepStrictEqual } from 'node:util';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey } from '../../api/meta.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { createAssessor, type Assess } from '../../plan/health/assess.ts';
import { objectVersionOf } from '../../plan/propagate/recorded-version.ts';
import { federatedRefOf } from '../../plan/propagate/target-ref.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Log } from '../../runtime/log.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';
import type { ClusterWork } from './cluster-work.ts';
import type { Ledger } from './ledger.ts';
import type { PlanBook } from './plan-book.ts';
import type { FederatedType } from './type-context.ts';

export interface MemberSideOptions {
  readonly type: FederatedType;
  readonly registry: ClusterRegistry;
  /** Only objects of this namespace are looked at, in a control plane of one. */
  readonly namespace?: string;
  readonly objects: Informer<FederatedObject>;
  readonly ledger: Ledger;
  readonly plans: PlanBook;
  readonly work: ClusterWork;
  /** Whether a namespace is never propagated. */
  readonly isReserved: (namespace: string) => boolean;
  /** The federated object needs another look: there is something of it in a member, and nothing that stands behind it. */
  readonly reconcile: (key: string) => void;
  /** An object does otherwise than it did, in some member. */
  readonly stirred: (key: string) => void;
  /** What a member has of an object changed, whatever comes of it. */
  readonly changed: (key: string) => void;
  /** All that a member has of the type is known, for the first time or anew. */
  readonly synced: () => void;
  readonly log: Log;
}

/** What one type's propagation sees and does in members: their caches, what these tell of, and what goes into the lanes. */
export class MemberSide {
  readonly #options: MemberSideOptions;
  readonly #assess: Assess;
  #isStopped = false;

  constructor(options: MemberSideOptions) {
    this.#options = options;
    this.#assess = createAssessor(options.type.target, options.type.health);
  }

  /** Works in a member from now on. */
  open(member: Member): void {
    const { type, work } = this.#options;
    member.lane.open(type.name, (key) => work.run(member, key));
    this.openCache(member);
  }

  /** Caches of clusters that were never ready would only fail; they are opened with the first sign of health. */
  openCache(member: Member): void {
    const { type, namespace, log } = this.#options;
    if (!member.isReady || this.#isStopped) return;
    const keepsStatus = type.collectsStatus;
    const scope = { ...(namespace !== undefined && { namespace }), keepsStatus, assess: this.#assess };
    member.openCache(type.target, scope, {
      changed: (key, current, previous) => this.#changed(member, key, current, previous),
      synced: () => this.#synced(member),
      failed: (error) => {
        log.debug({ cluster: member.name, type: type.name, error }, 'cannot watch a cluster; will be tried again');
        if (member.cache(type.target)?.isSynced !== true) this.sendAll(member);
      },
    });
  }

  /** Works in a member no more. */
  shut(member: Member): void {
    member.lane.shut(this.#options.type.name);
    member.closeCache(this.#options.type.target);
  }

  /** Works nowhere any more; nothing is removed anywhere. */
  stop(): void {
    this.#isStopped = true;
    for (const member of this.#options.registry.members.values()) this.shut(member);
  }

  /** Looks at every object that concerns one cluster. */
  sendAll(member: Member): void {
    const { objects, ledger } = this.#options;
    for (const key of objects.store.keys()) {
      if (ledger.isKnown(key)) this.#send(member, key);
    }
  }

  /** Looks at all managed objects that no federated object stands behind. */
  findStrays(): void {
    for (const member of this.#options.registry.members.values()) this.findStraysIn(member);
  }

  /** The same in one cluster. */
  findStraysIn(member: Member): void {
    const { objects, type, reconcile } = this.#options;
    if (!objects.isSynced) return;
    for (const targetKey of member.cache(type.target)?.store.keys() ?? []) {
      const key = this.#keyOf(targetKey);
      if (!objects.store.get(key) && !this.#isReservedTarget(targetKey)) reconcile(key);
    }
  }

  #send(member: Member, key: string): void {
    const { plans, ledger, type } = this.#options;
    const plan = plans.plan(key);
    const chosen = plan.mode !== 'stray' && plan.decision.chosen.has(member.name);
    const isAsked = ledger.isAwaited(key, member.name) || ledger.outcome(key, member.name) !== undefined;
    if (chosen || isAsked) member.lane.add(type.name, key);
  }

  #synced(member: Member): void {
    this.sendAll(member);
    this.findStraysIn(member);
    this.#options.synced();
  }

  #changed(member: Member, targetKey: string, current: SlimObject | undefined, previous: SlimObject | undefined): void {
    const { type, objects, changed, reconcile, stirred } = this.#options;
    const key = this.#keyOf(targetKey);
    changed(key);
    if (!objects.isSynced || this.#isReservedTarget(targetKey)) return;
    if (!objects.store.get(key)) {
      if (current) reconcile(key);
      return;
    }
    if (current && previous) {
      if (doesOtherwise(current, previous)) stirred(key);
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
      this.#options.ledger.outcome(key, member.name)?.version?.objectVersion === version
    );
  }

  #keyOf(targetKey: string): string {
    return keyOf(federatedRefOf(parseKey(targetKey), this.#options.type.isNamespaceType));
  }

  #isReservedTarget(targetKey: string): boolean {
    const { type, isReserved } = this.#options;
    return type.isNamespaceType && isReserved(targetKey);
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
