import type { ClusterScore } from '../candidate.ts';

/** The weights of all preferred terms that have the cluster. */
export const scorePreferred: ClusterScore = (cluster, rule) => {
  let score = 0;
  for (const { weight, has } of rule.preferred) if (has(cluster)) score += weight;
  return score;
};
