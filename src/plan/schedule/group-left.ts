import type { LeftClusters } from './schedule-decision.ts';

/** A cluster that is left, and why. */
export interface LeftCluster {
  readonly cluster: string;
  readonly reason: string;
  readonly message: string;
}

/** Puts together those that are left for the same reason; in each group they stay in their order. */
export function groupLeft(left: readonly LeftCluster[]): LeftClusters[] {
  const groups = new Map<string, { clusters: string[]; reason: string; message: string }>();
  for (const { cluster, reason, message } of left) {
    const why = `${reason} ${message}`;
    const group = groups.get(why);
    if (group) group.clusters.push(cluster);
    else groups.set(why, { clusters: [cluster], reason, message });
  }
  return Array.from(groups)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group);
}
