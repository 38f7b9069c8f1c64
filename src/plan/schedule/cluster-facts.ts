import { parseTimestamp } from '../../base/timestamp.ts';
import { scoresOf } from '../../api/cluster-scores.ts';
import type { ClusterTaint as TaintOfCluster, KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { ClusterFacts, ClusterTaint } from './facts.ts';

/** What is known of a cluster beyond its KubeFedCluster. */
export interface ClusterKnowledge extends Pick<ClusterFacts, 'lostSince' | 'free'> {
  /** Since when it has had a taint that does not say so itself, in milliseconds. */
  readonly seenSince: (taint: TaintOfCluster) => number;
}

/** A cluster as scheduling sees it. */
export function clusterFactsOf(
  cluster: KubeFedCluster,
  { lostSince, free, seenSince }: ClusterKnowledge,
): ClusterFacts {
  const { metadata, spec } = cluster;
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    taints: (spec.taints ?? []).map((taint) => taintOf(taint, seenSince)),
    ...(lostSince !== undefined && { lostSince }),
    ...(free && { free }),
    scores: scoresOf(cluster),
  };
}

function taintOf(taint: TaintOfCluster, seenSince: (taint: TaintOfCluster) => number): ClusterTaint {
  const { key, value, effect, timeAdded } = taint;
  const since = timeAdded === undefined ? seenSince(taint) : parseTimestamp(timeAdded);
  return { key, ...(value !== undefined && { value }), effect, since };
}
