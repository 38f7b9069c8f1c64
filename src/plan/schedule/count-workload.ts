import { countPods, roomlessSince, type ScheduledPod } from './count-pods.ts';
import type { WorkloadFacts } from './facts.ts';

/** What pods say of a workload. */
export interface WorkloadCount {
  readonly facts: WorkloadFacts;
  /** When to look again, in milliseconds: a pod will have looked for room long enough then. Absent where none is looking. */
  readonly lookAgainAt?: number;
}

/** How long one is waited for that does not say since when it has found no room. */
const unsaidMs = 10_000;

/**
 * Counts the pods of a workload that asks for so many replicas, by those that have a node. What is more than it asks
 * for, after being scaled or while it rolls out, does not count, neither running nor without room: no replica moves for it.
 */
export function countWorkload(
  asked: number,
  pods: readonly ScheduledPod[],
  now: number,
  moveAfterMs: number,
): WorkloadCount {
  const running = Math.min(asked, pods.filter(holdsPlace).length);
  const unschedulable = Math.min(asked - running, countPods(pods, now, moveAfterMs).unschedulable);
  const facts = { asked, running, unschedulable };
  if (running + unschedulable === asked) return { facts };
  const ends = pods.flatMap((pod) => patienceEnd(pod, moveAfterMs, now) ?? []).filter((end) => end > now);
  return ends.length === 0 ? { facts } : { facts, lookAgainAt: Math.min(...ends) };
}

function holdsPlace({ metadata, spec, status }: ScheduledPod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return !isOver && ((spec?.nodeName ?? '') !== '' || status?.phase === 'Running');
}

/** The first moment at which a pod that looks for room counts as having found none. */
function patienceEnd(pod: ScheduledPod, moveAfterMs: number, now: number): number | undefined {
  const since = pod.metadata.deletionTimestamp === undefined ? roomlessSince(pod) : undefined;
  if (since === undefined) return undefined;
  return Number.isNaN(since) ? now + unsaidMs : since + moveAfterMs + 1;
}
