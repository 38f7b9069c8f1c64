import type { ClusterScore } from '../candidate.ts';
import { toleratedUntil } from '../filters/tolerated.ts';

/** What a taint weighs: as much as the heaviest preferred term may. */
const penalty = 100;

/** Less for each PreferNoSchedule taint that is not tolerated. */
export const scoreUntainted: ClusterScore = (cluster, rule) => {
  let score = 0;
  for (const taint of cluster.taints) {
    if (taint.effect !== 'PreferNoSchedule') continue;
    if (toleratedUntil(taint, rule.tolerations) < 0) score -= penalty;
  }
  return score;
};
