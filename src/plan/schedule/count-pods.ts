import { parseTimestamp } from '../../base/timestamp.ts';
import type { KubeObject } from '../../api/meta.ts';

/** A Pod, as far as scheduling looks at it. */
export interface ScheduledPod extends KubeObject {
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
  /** Those a cluster has had no room for, for so long that it will not find any. */
  readonly unschedulable: number;
  /** Whether a cluster may yet find room for some: ask again. */
  readonly isUndecided: boolean;
}

/** How long a cluster may look for room. */
const patienceMs = 60_000;

/** Counts the pods of one workload as KubeFed does; now is in milliseconds. Those being deleted do not count. */
export function countPods(pods: readonly ScheduledPod[], now: number): PodCount {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const running = staying.filter(isRunning).length;
  const waits = staying.flatMap((pod) => waitingSince(pod) ?? []);
  const unschedulable = waits.filter((since) => since + patienceMs < now).length;
  return { total: staying.length, running, unschedulable, isUndecided: waits.length > unschedulable };
}

/** Whether it is ready does not count: one that crashes holds its place. */
function isRunning({ status }: ScheduledPod): boolean {
  return status?.phase === 'Running' && (status.conditions ?? []).some(({ type }) => type === 'Ready');
}

/** Since when a scheduler has known no node for it, in milliseconds; undefined when it has one, or has not been looked at. */
function waitingSince(pod: ScheduledPod): number | undefined {
  if (pod.status?.phase === 'Running') return undefined;
  const condition = pod.status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  return condition && parseTimestamp(condition.lastTransitionTime);
}
