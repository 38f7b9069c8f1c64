import { parseRules, type PlacementInput } from './choose-clusters.ts';
import { formatRequirement, unmetRequirement, type LabelMatcher } from './label-selector.ts';
import { ruleChooses, type LabelledCluster, type PlacementRule } from './placement-rule.ts';

type PlacementReasonCode =
  | 'Named'
  | 'EveryCluster'
  | 'LabelsMatch'
  | 'NotNamed'
  | 'NoneNamed'
  | 'LabelsDoNotMatch'
  | 'NoPlacement'
  | 'NotInNamespacePlacement'
  | 'NamespaceNotFederated';

/** Why an object should be in a cluster, or should not; text is for people. */
interface PlacementReason {
  readonly chosen: boolean;
  readonly code: PlacementReasonCode;
  readonly text: string;
}

export type PlacementExplanation =
  | { readonly ok: true; readonly reasons: ReadonlyMap<string, PlacementReason> }
  | { readonly ok: false; readonly message: string };

/** Says of every joined cluster whether decidePlacement chooses it, and why; namespace is the object's own. */
export function explainPlacement(input: PlacementInput, namespace: string): PlacementExplanation {
  const rules = parseRules(input);
  if (!rules.ok) return rules;
  const explain = (cluster: LabelledCluster): PlacementReason => {
    const own = explainRule(rules.own, cluster);
    if (!own.chosen || !rules.namespace || ruleChooses(rules.namespace, cluster)) return own;
    return input.namespacePlacement.kind === 'missing'
      ? out('NamespaceNotFederated', `there is no FederatedNamespace in namespace ${namespace}`)
      : out('NotInNamespacePlacement', byNamespace(namespace, explainRule(rules.namespace, cluster)));
  };
  return { ok: true, reasons: new Map(input.clusters.map((cluster) => [cluster.name, explain(cluster)])) };
}

function explainRule(rule: PlacementRule, cluster: LabelledCluster): PlacementReason {
  switch (rule.by) {
    case 'nothing':
      return out('NoPlacement', 'spec.placement has neither clusters nor clusterSelector, so it chooses no cluster');
    case 'names':
      return explainNames(rule.names, cluster);
    case 'labels':
      return explainLabels(rule.matcher, cluster);
  }
}

function explainNames(names: ReadonlySet<string>, { name }: LabelledCluster): PlacementReason {
  if (names.has(name)) return chosen('Named', 'named in spec.placement.clusters');
  return names.size === 0
    ? out('NoneNamed', 'spec.placement.clusters is an empty list, so it chooses no cluster')
    : out('NotNamed', 'not named in spec.placement.clusters');
}

function explainLabels(matcher: LabelMatcher, { labels }: LabelledCluster): PlacementReason {
  if (matcher.length === 0)
    return chosen('EveryCluster', 'spec.placement.clusterSelector is empty, so it chooses every cluster');
  const unmet = unmetRequirement(matcher, labels);
  if (!unmet) return chosen('LabelsMatch', 'labels match spec.placement.clusterSelector');
  return out('LabelsDoNotMatch', `labels do not match spec.placement.clusterSelector: ${formatRequirement(unmet)}`);
}

function byNamespace(namespace: string, { text }: PlacementReason): string {
  return `FederatedNamespace ${namespace} does not choose it: ${text}`;
}

function chosen(code: PlacementReasonCode, text: string): PlacementReason {
  return { chosen: true, code, text };
}

function out(code: PlacementReasonCode, text: string): PlacementReason {
  return { chosen: false, code, text };
}
