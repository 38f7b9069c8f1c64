import type { ClusterTaint, KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { LabelledCluster } from './placement-rule.ts';

/** A cluster as decisions see it. */
export interface ClusterView extends LabelledCluster {
  readonly taints: readonly ClusterTaint[];
}

/** What decisions see of a cluster. */
export function viewOf({ metadata, spec }: KubeFedCluster): ClusterView {
  return { name: metadata.name, labels: metadata.labels ?? {}, taints: spec.taints ?? [] };
}
