import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey } from '../../api/meta.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { viewOf, type ClusterView } from '../../plan/placement/cluster-view.ts';
import type { Policy } from '../../plan/policy/compile-policy.ts';
import { limitByPolicies } from '../../plan/policy/limit-by-policies.ts';
import { decideChoice, type Choice } from '../../plan/propagate/decide-choice.ts';
import { ruledObject, type RuledObject } from '../../plan/propagate/ruled-object.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Member } from '../../runtime/member.ts';
import type { PlacementPolicies } from '../policy/placement-policies.ts';
import type { SchedulingPreferences } from '../schedule/scheduling-preferences.ts';
import type { Ledger } from './ledger.ts';
import type { NamespacePlacements } from './namespace-placements.ts';
import { planObject, type ObjectPlan } from './object-plan.ts';
import type { SplitObjects } from './split-objects.ts';
import type { FederatedType } from './type-context.ts';

/** All that plans of one type's objects are made from. */
export interface PlanSources {
  readonly type: FederatedType;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly registry: ClusterRegistry;
  readonly objects: Informer<FederatedObject>;
  readonly split: SplitObjects;
  /** Needed for namespaced targets. */
  readonly namespacePlacements: NamespacePlacements | undefined;
  readonly policies: PlacementPolicies;
  readonly preferences: SchedulingPreferences;
  readonly ledger: Ledger;
}

/** Makes plans from what is known now. */
export class PlanMaker {
  readonly #sources: PlanSources;
  #views: readonly ClusterView[] | undefined;

  constructor(sources: PlanSources) {
    this.#sources = sources;
  }

  make(key: string): ObjectPlan {
    const { type, objects, split, preferences } = this.#sources;
    const federated = objects.store.get(key);
    if (!federated) return { mode: 'stray' };
    const schedule = preferences.scheduleOf(this.describe(federated));
    const { target, replicasPath } = type;
    return planObject({
      ...this.#inputOf(key, federated, schedule !== undefined),
      split: split.of(key),
      target,
      targetRef: this.#targetRef(key),
      ...(schedule && { schedule }),
      ...(replicasPath !== undefined && { replicasPath }),
    });
  }

  /** The clusters that a preference may choose from: wanted, and allowed without a doubt; undefined where that cannot be said. */
  choiceFor(key: string): Choice | undefined {
    const federated = this.#sources.objects.store.get(key);
    if (!federated) return undefined;
    const decision = decideChoice({ ...this.#inputOf(key, federated, true), split: this.#sources.split.of(key) });
    return decision.ok ? decision.choice : undefined;
  }

  /** Those of the clusters that policies let the object be in. */
  permitted(key: string, clusters: readonly string[]): readonly string[] {
    const federated = this.#sources.objects.store.get(key);
    const policies = federated ? this.#policiesOf(federated) : [];
    if (!federated || policies.length === 0) return clusters;
    const wanted = this.#clusterViews().filter(({ name }) => clusters.includes(name));
    return limitByPolicies({ wanted, policies, present: this.presentIn(key) }).chosen;
  }

  /** An object as policies and preferences select it. */
  describe(federated: FederatedObject): RuledObject {
    const { type } = this.#sources;
    return ruledObject(federated, type.federated, type.isNamespaceType);
  }

  /** Whether a cluster is known to have the object, by its answers or by its cache. */
  isPresent(key: string, member: Member): boolean {
    return this.#has(key, keyOf(this.#targetRef(key)), member);
  }

  /** The clusters that have the object, as far as that is known: after a restart, as its status says. */
  presentIn(key: string): ReadonlySet<string> {
    const { objects, ledger, registry } = this.#sources;
    const federated = objects.store.get(key);
    if (federated) ledger.restore(key, federated);
    const targetKey = keyOf(this.#targetRef(key));
    const present = new Set<string>();
    for (const member of registry.members.values()) if (this.#has(key, targetKey, member)) present.add(member.name);
    return present;
  }

  /** Clusters came, went, or are other than they were. */
  clustersChanged(): void {
    this.#views = undefined;
  }

  #inputOf(key: string, federated: FederatedObject, asksWhereItIs: boolean) {
    const policies = this.#policiesOf(federated);
    return {
      federated,
      clusters: this.#clusterViews(),
      namespacePlacement: this.#namespacePlacement(parseKey(key).namespace),
      scope: this.#sources.scope,
      policies,
      present: asksWhereItIs || policies.length > 0 ? this.presentIn(key) : nowhere,
    };
  }

  #policiesOf(federated: FederatedObject): readonly Policy[] {
    return this.#sources.policies.of(this.describe(federated));
  }

  /** The same objects until a cluster changes: what policies say of a cluster is kept by it. */
  #clusterViews(): readonly ClusterView[] {
    const { members } = this.#sources.registry;
    return (this.#views ??= [...members.values()].map(({ cluster }) => viewOf(cluster)));
  }

  #has(key: string, targetKey: string, member: Member): boolean {
    const { ledger, type } = this.#sources;
    return ledger.isPresent(key, member.name) || member.cache(type.target)?.store.get(targetKey) !== undefined;
  }

  #namespacePlacement(namespace: string): NamespacePlacement {
    return this.#sources.namespacePlacements?.of(namespace) ?? { kind: 'not-needed' };
  }

  #targetRef(key: string) {
    return targetRefOf(parseKey(key), this.#sources.type.isNamespaceType);
  }
}

const nowhere: ReadonlySet<string> = new Set();
