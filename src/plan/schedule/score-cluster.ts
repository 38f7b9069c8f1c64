import type { ClusterScore } from './candidate.ts';
import type { ClusterFacts } from './facts.ts';
import type { ScheduleRule } from './schedule-rule.ts';
import { scoreFoundByOthers } from './scores/found-by-others.ts';
import { scorePreferred } from './scores/preferred-clusters.ts';
import { scoreUntainted } from './scores/untainted.ts';

const scores: readonly ClusterScore[] = [scorePreferred, scoreUntainted, scoreFoundByOthers];

/** How good a cluster is, all scores together. */
export function scoreCluster(cluster: ClusterFacts, rule: ScheduleRule): number {
  let sum = 0;
  for (const score of scores) sum += score(cluster, rule);
  return sum;
}
