import type { KubeFedCluster } from '../api/kubefed-cluster.ts';

/** Ready as KubeFed takes it: only a Ready condition that is True counts, and an offline cluster has none at all. */
export function clusterReadiness({ status }: KubeFedCluster): 'True' | 'False' | 'Unknown' {
  if (status === undefined) return 'Unknown';
  return status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'False';
}
