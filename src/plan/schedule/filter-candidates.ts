import type { Placement } from '../../api/federated-object.ts';
import type { Parsed } from '../../api/kind.ts';
import type { NamespacePlacement } from '../placement/choose-clusters.ts';
import { parsePlacement, ruleChooses, type LabelledCluster, type PlacementRule } from '../placement/placement-rule.ts';

export interface CandidateInput {
  readonly clusters: readonly LabelledCluster[];
  /** Whether the clusterSelectors have a say. */
  readonly intersectWithClusterSelector: boolean;
  readonly placement: Placement | undefined;
  readonly namespacePlacement: NamespacePlacement;
  /** How much the control plane federates. */
  readonly scope: 'Cluster' | 'Namespaced';
}

/**
 * The clusters replicas may be divided among: all that are given, or those that the clusterSelectors of the object and
 * of its FederatedNamespace both select. Clusters that either of them lists by name do not count: scheduling lists them.
 */
export function filterCandidates(input: CandidateInput): Parsed<readonly string[]> {
  const rules = input.intersectWithClusterSelector ? selectorRules(input) : { ok: true as const, value: [] };
  if (!rules.ok) return rules;
  const chosen = input.clusters.filter((cluster) => rules.value.every((rule) => ruleChooses(rule, cluster)));
  return { ok: true, value: chosen.map(({ name }) => name) };
}

function selectorRules({ placement, namespacePlacement, scope }: CandidateInput): Parsed<readonly PlacementRule[]> {
  const own = selectorRule(placement);
  if (!own.ok) return own;
  const namespace = namespaceRule(namespacePlacement, scope);
  if (namespace?.ok === false) {
    return { ok: false, reasons: namespace.reasons.map((reason) => `in the FederatedNamespace: ${reason}`) };
  }
  return { ok: true, value: namespace ? [own.value, namespace.value] : [own.value] };
}

function selectorRule(placement: Placement | undefined): Parsed<PlacementRule> {
  return parsePlacement({ clusterSelector: placement?.clusterSelector ?? null });
}

/** Undefined where the namespace has no say. */
function namespaceRule(
  placement: NamespacePlacement,
  scope: CandidateInput['scope'],
): Parsed<PlacementRule> | undefined {
  if (placement.kind === 'found') return selectorRule(placement.placement);
  if (placement.kind === 'contradictory') return { ok: false, reasons: [placement.message] };
  if (placement.kind === 'not-needed' || scope === 'Namespaced') return undefined;
  return { ok: false, reasons: ['there is none, so that it selects no cluster: create one'] };
}
