import type { KubeObject } from '../../api/meta.ts';
import type { PodCount } from './count-pods.ts';

/** A workload in a member, as far as scheduling looks at it. */
export interface Workload extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

/** What a cluster has of a workload, and has room for where that is known. */
export interface ReplicaCount {
  readonly current: number;
  readonly capacity?: number;
}

/** Whether all that is asked for is ready, so that its pods need not be looked at. */
export function hasAllReady(workload: Workload): boolean {
  return askedFor(workload) === readyIn(workload);
}

/** Counts a workload all of which is ready. */
export function countReady(workload: Workload): ReplicaCount {
  return { current: readyIn(workload) };
}

/**
 * Counts a workload by its pods. Those on their way to running count as well: else a division would take them away
 * again, for as long as they take to start. What is more than the workload asks for is on its way out, after being
 * scaled or while it rolls out, and does not count. Where some pods find no room, the others are all there is room for.
 */
export function countByPods(workload: Workload, { running, coming, unschedulable }: PodCount): ReplicaCount {
  const wanted = askedFor(workload);
  const current = Math.min(running + coming, wanted);
  return unschedulable === 0 ? { current } : { current, capacity: Math.max(0, wanted - unschedulable) };
}

function askedFor({ spec }: Workload): number {
  return spec?.replicas ?? 0;
}

function readyIn({ status }: Workload): number {
  return status?.readyReplicas ?? 0;
}
