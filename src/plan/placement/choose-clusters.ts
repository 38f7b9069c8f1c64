import type { Placement } from '../../api/federated-object.ts';
import { parsePlacement, ruleChooses, type LabelledCluster, type PlacementRule } from './placement-rule.ts';

/** What the FederatedNamespace says of the namespace an object is in. */
export type NamespacePlacement =
  /** The object is in no namespace, or is the FederatedNamespace itself. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'found'; readonly placement?: Placement | undefined }
  /** It says two things, and nobody knows which was meant. */
  | { readonly kind: 'contradictory'; readonly message: string };

export interface PlacementInput {
  readonly placement: Placement | undefined;
  /** Every joined cluster, ready or not. */
  readonly clusters: readonly LabelledCluster[];
  readonly namespacePlacement: NamespacePlacement;
  /** How much the control plane federates. */
  readonly scope: 'Cluster' | 'Namespaced';
}

/** With a message nothing is known of where the object should be, which is not the same as nowhere. */
export type PlacementDecision =
  | {
      readonly ok: true;
      /** Names of joined clusters, in the order clusters were given. */
      readonly chosen: readonly string[];
      /** What spec.placement.clusters names but is not joined, sorted. */
      readonly unknown: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** The rules a cluster must be chosen by, the object's own first. */
export type PlacementRules =
  | { readonly ok: true; readonly own: PlacementRule; readonly namespace: PlacementRule | undefined }
  | { readonly ok: false; readonly message: string };

/** Decides which clusters an object should be in: those its placement and that of its namespace both choose. */
export function decidePlacement(input: PlacementInput): PlacementDecision {
  const rules = parseRules(input);
  if (!rules.ok) return rules;
  const { own, namespace } = rules;
  const chosen: string[] = [];
  for (const cluster of input.clusters) {
    if (ruleChooses(own, cluster) && (!namespace || ruleChooses(namespace, cluster))) chosen.push(cluster.name);
  }
  return { ok: true, chosen, unknown: namesNotJoined(own, input.clusters) };
}

/** The rules of an input, compiled. */
export function parseRules({ placement, namespacePlacement, scope }: PlacementInput): PlacementRules {
  const own = parsePlacement(placement);
  if (!own.ok) return { ok: false, message: own.reasons.join('; ') };
  const namespace = parseNamespaceRule(namespacePlacement, scope);
  if (namespace?.ok === false) {
    return { ok: false, message: `in the FederatedNamespace: ${namespace.reasons.join('; ')}` };
  }
  return { ok: true, own: own.value, namespace: namespace?.value };
}

/** Undefined where the namespace has no say. */
function parseNamespaceRule(
  namespacePlacement: NamespacePlacement,
  scope: PlacementInput['scope'],
): ReturnType<typeof parsePlacement> | undefined {
  if (namespacePlacement.kind === 'found') return parsePlacement(namespacePlacement.placement);
  if (namespacePlacement.kind === 'contradictory') return { ok: false, reasons: [namespacePlacement.message] };
  // A control plane that federates one namespace cannot federate namespaces, and takes the one it is in as everywhere.
  const isRequired = namespacePlacement.kind === 'missing' && scope === 'Cluster';
  return isRequired ? { ok: true, value: { by: 'nothing' } } : undefined;
}

function namesNotJoined(rule: PlacementRule, clusters: readonly LabelledCluster[]): string[] {
  if (rule.by !== 'names') return [];
  const names = new Set(rule.names);
  for (const { name } of clusters) names.delete(name);
  return [...names].sort();
}
