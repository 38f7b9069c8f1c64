import type { ClusterScore } from '../candidate.ts';

/** The values others have found for the cluster, each times its weight. */
export const scoreFoundByOthers: ClusterScore = (cluster, rule) => {
  let score = 0;
  for (const { name, weight } of rule.scores) score += weight * (cluster.scores?.[name] ?? 0);
  return score;
};
