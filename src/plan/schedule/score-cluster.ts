import type { Candidate, ClusterScore, Demand } from './candidate.ts';
import { scoreFoundByOthers } from './scores/found-by-others.ts';
import { scorePreferred } from './scores/preferred-clusters.ts';
import { scoreUntainted } from './scores/untainted.ts';

const scores: readonly ClusterScore[] = [scorePreferred, scoreUntainted, scoreFoundByOthers];

/** How good a cluster is, all scores together. */
export function scoreCluster(candidate: Candidate, demand: Demand): number {
  return scores.reduce((sum, score) => sum + score(candidate, demand), 0);
}
