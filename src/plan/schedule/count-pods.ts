import { parseTimestamp } from '../../base/timestamp.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';

export const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

/** A Pod, as far as scheduling looks at it. */
export interface ScheduledPod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly PodCondition[];
  };
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

export interface PodCount {
  readonly total: number;
  readonly running: number;
  /** Those that are new enough to be on their way to running. */
  readonly coming: number;
  /** Those a cluster has had no room for, for so long that it will not find any. */
  readonly unschedulable: number;
  /** Whether a cluster may yet find room for some: ask again. */
  readonly isUndecided: boolean;
}

/** How long a pod may take to run: a Deployment counts as stuck after that, where it does not say otherwise. */
const longestStartMs = 600_000;

/**
 * Counts the pods of one workload; now is in milliseconds, and patienceMs how long a cluster may look for room. Those
 * being deleted do not count at all; total, running and unschedulable are what KubeFed counts of the others.
 */
export function countPods(pods: readonly ScheduledPod[], now: number, patienceMs: number): PodCount {
  const count = { total: 0, running: 0, coming: 0, unschedulable: 0, isUndecided: false };
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    count.total += 1;
    const roomless = roomlessSince(pod);
    if (isRunning(pod)) count.running += 1;
    else if (roomless !== undefined && roomless + patienceMs < now) count.unschedulable += 1;
    else if (isNew(pod, now)) count.coming += 1;
    count.isUndecided ||= roomless !== undefined && !(roomless + patienceMs < now);
  }
  return count;
}

/** Whether it is ready does not count: one that crashes holds its place. */
function isRunning({ status }: ScheduledPod): boolean {
  return status?.phase === 'Running' && (status.conditions ?? []).some(({ type }) => type === 'Ready');
}

function isNew({ metadata, status }: ScheduledPod, now: number): boolean {
  return status?.phase === 'Pending' && parseTimestamp(metadata.creationTimestamp) + longestStartMs >= now;
}

/** Since when a scheduler has known no node for it, in milliseconds; undefined when it has one, or has not been looked at. */
export function roomlessSince({ status }: ScheduledPod): number | undefined {
  if (status?.phase === 'Running') return undefined;
  const condition = status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  return condition && parseTimestamp(condition.lastTransitionTime);
}
