import type { FederatedObject, LabelSelector } from '../../api/federated-object.ts';

/** What spec.placement says, in one line for people. */
export function describePlacement({ spec }: FederatedObject): string {
  const { clusters, clusterSelector } = spec?.placement ?? {};
  if (clusters)
    return clusters.length === 0 ? 'no cluster (the list is empty)' : clusters.map(({ name }) => name).join(', ');
  if (!clusterSelector) return 'no cluster (there is neither a list nor a selector)';
  return describeSelector(clusterSelector);
}

function describeSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values }) =>
    values && values.length > 0 ? `${key} ${operator} (${values.join(', ')})` : `${key} ${operator}`,
  );
  const all = [...labels, ...expressions];
  return all.length === 0 ? 'every cluster' : `clusters with ${all.join(', ')}`;
}
