import type { FederatedObject } from '../../api/federated-object.ts';
import { isNamespaceType, targetResource, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { keyOf, parseKey, refOf, type KubeObject } from '../../api/meta.ts';
import { managedSelector, reservedNamespaces } from '../../api/names.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import type { ClusterView } from '../../plan/placement/cluster-view.ts';
import { decide, type Decision } from '../../plan/propagate/decide.ts';
import { foresee, type Prospect } from '../../plan/propagate/foresee.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import { find } from '../apply-object.ts';
import type { OpenMember } from '../open-members.ts';
import type { SplitOf } from '../status/read-split.ts';

/** What would become of one object in one cluster. */
export interface ObjectProspect {
  readonly cluster: string;
  /** `namespace/name` in the cluster. */
  readonly object: string;
  readonly prospect: Prospect;
}

export interface TypeComparison {
  readonly type: string;
  /** Federated objects on the host. */
  readonly objects: number;
  /** Objects in members that are as they should be. */
  readonly right: number;
  /** All others. */
  readonly others: readonly ObjectProspect[];
  /** Federated objects whose placement makes no sense; nothing would be done about them. */
  readonly undecided: readonly string[];
}

export interface ComparisonInput {
  readonly config: FederatedTypeConfig;
  readonly objects: readonly FederatedObject[];
  readonly splitOf: SplitOf;
  readonly clusters: readonly ClusterView[];
  readonly members: readonly OpenMember[];
  readonly placementOf: (namespace: string) => NamespacePlacement;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Whether objects that are there already and nobody's are taken over. */
  readonly adopt: boolean;
  readonly systemNamespace: string;
  /** Whether a member's object is the host's own namespace, which is never deleted. */
  readonly isHosts: (live: KubeObject | undefined) => boolean;
}

/** Compares what Hansa would want of one type with what every open member has. Reads only. */
export async function compareType(input: ComparisonInput): Promise<TypeComparison> {
  const { config, members } = input;
  const all = decideAll(input);
  const found: ObjectProspect[] = [];
  for (const member of members) found.push(...(await compareMember(input, member, all)));
  return {
    type: config.metadata.name,
    objects: input.objects.length,
    right: found.filter(({ prospect }) => prospect.kind === 'stays').length,
    others: found.filter(({ prospect }) => prospect.kind !== 'stays'),
    undecided: [...all].filter(([, { decision }]) => decision.problem).map(([key]) => key),
  };
}

/** What is wanted of one object, by the key it has in members. */
interface Wanted {
  readonly decision: Decision;
  /** Whether it is on its way out: that is decided already. */
  readonly isLeaving: boolean;
}

function decideAll({
  config,
  objects,
  splitOf,
  clusters,
  placementOf,
  scope,
}: ComparisonInput): ReadonlyMap<string, Wanted> {
  const isNamespace = isNamespaceType(config);
  const target = targetResource(config);
  const all = new Map<string, Wanted>();
  for (const federated of objects) {
    const targetRef = targetRefOf(refOf(federated), isNamespace);
    const namespacePlacement = target.namespaced ? placementOf(targetRef.namespace) : { kind: 'not-needed' as const };
    // KubeFed knows no policies, and neither does a federation that is taken over from it.
    const noPolicies = { policies: [], present: new Set<string>() };
    const split = splitOf(federated);
    const decision = decide({
      federated,
      split,
      target,
      targetRef,
      clusters,
      namespacePlacement,
      scope,
      ...noPolicies,
    });
    all.set(keyOf(targetRef), { decision, isLeaving: federated.metadata.deletionTimestamp !== undefined });
  }
  return all;
}

async function compareMember(
  input: ComparisonInput,
  { name: cluster, client }: OpenMember,
  all: ReadonlyMap<string, Wanted>,
): Promise<ObjectProspect[]> {
  const target = targetResource(input.config);
  const { items } = await client.list<KubeObject>(target, { labelSelector: managedSelector });
  const managed = new Map(items.map((item) => [keyOf(refOf(item)), item]));
  const prospects: ObjectProspect[] = [];
  for (const [object, { decision, isLeaving }] of all) {
    if (decision.problem || isLeaving) continue;
    const intent = decision.chosen.get(cluster);
    // What is not labelled is not in the list, and yet it may be there.
    const live = managed.get(object) ?? (intent && (await find(client, target, parseKey(object))));
    const prospect = foresee(intent, live, { adopt: input.adopt, mustStay: input.isHosts(live) });
    if (prospect) prospects.push({ cluster, object, prospect });
  }
  for (const object of managed.keys()) {
    if (!all.has(object) && !isReserved(input, object)) prospects.push({ cluster, object, prospect: letGo });
  }
  return prospects;
}

const letGo = { kind: 'is let go' } as const;

function isReserved({ config, systemNamespace }: ComparisonInput, object: string): boolean {
  return isNamespaceType(config) && (reservedNamespaces.has(object) || object === systemNamespace);
}
