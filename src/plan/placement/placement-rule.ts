import type { Placement } from '../../api/federated-object.ts';
import type { Parsed } from '../../api/kind.ts';
import { matchesLabels, parseLabelSelector, type LabelMatcher, type Labels } from './label-selector.ts';

/** A cluster as placement sees it. */
export interface LabelledCluster {
  readonly name: string;
  readonly labels: Labels;
}

/** A placement ready for many clusters. */
export type PlacementRule =
  | { readonly by: 'nothing' }
  | { readonly by: 'names'; readonly names: ReadonlySet<string> }
  | { readonly by: 'labels'; readonly matcher: LabelMatcher };

/**
 * Compiles spec.placement. Clusters that are listed leave no say to the selector, an empty list included; an empty
 * selector chooses every cluster; neither of both chooses none.
 */
export function parsePlacement(placement: Placement | undefined): Parsed<PlacementRule> {
  const { clusters, clusterSelector } = placement ?? {};
  if (clusters) return { ok: true, value: { by: 'names', names: new Set(clusters.map(({ name }) => name)) } };
  if (!clusterSelector) return { ok: true, value: { by: 'nothing' } };
  const matcher = parseLabelSelector(clusterSelector);
  if (matcher.ok) return { ok: true, value: { by: 'labels', matcher: matcher.value } };
  return { ok: false, reasons: matcher.reasons.map((reason) => `spec.placement.clusterSelector.${reason}`) };
}

/** Whether the rule chooses the cluster. */
export function ruleChooses(rule: PlacementRule, cluster: LabelledCluster): boolean {
  switch (rule.by) {
    case 'nothing':
      return false;
    case 'names':
      return rule.names.has(cluster.name);
    case 'labels':
      return matchesLabels(rule.matcher, cluster.labels);
  }
}
