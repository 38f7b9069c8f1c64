import type { Clock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { replicasAt } from '../../plan/capacity/demand-of.ts';
import { usualReplicasPath } from '../../plan/propagate/retain.ts';
import { countWorkload, type WorkloadCount } from '../../plan/schedule/count-workload.ts';
import type { WorkloadFacts } from '../../plan/schedule/facts.ts';
import type { Member } from '../../runtime/member.ts';
import { cachedWorkload, listPods, readInTime, type CachedWorkload, type Unread } from './workload-in-member.ts';

/** How a workload is to be read. */
export interface WorkloadQuestion {
  /** Where its replicas are, as a JSON Pointer; undefined for what has none, which counts as one that runs. */
  readonly replicasPath: string | undefined;
  /** How long a pod may look for room. */
  readonly moveAfterMs: number;
  readonly isAutoscaled: boolean;
}

/** What could be learned of a workload in one cluster, and when to look again, in milliseconds, if that may change by itself. */
export type WorkloadReading =
  | { readonly kind: 'read'; readonly facts: WorkloadFacts; readonly lookAgainAt?: number }
  | Unread;

interface LiveWorkload extends KubeObject {
  readonly status?: { readonly readyReplicas?: number };
}

/**
 * Reads what a ready member has of a workload: from its cache when all that is asked for is ready, else from the API
 * with its pods. Of one that has nothing to find pods by, all that is asked for counts as running. Never rejects.
 */
export async function readWorkload(
  member: Member,
  target: ResourceType,
  ref: ObjectRef,
  question: WorkloadQuestion,
  clock: Clock,
): Promise<WorkloadReading> {
  const cached = cachedWorkload(member, target, ref);
  if (cached.kind !== 'cached') return cached;
  const ready = readyIn(cached, question);
  if (ready !== undefined) return answer(allRun(ready), question);
  return readInTime(clock, async (signal): Promise<WorkloadReading> => {
    const count = await countLive(cached.client, target, ref, question, clock.now(), signal);
    return count ? answer(count, question) : { kind: 'absent' };
  });
}

/** How many replicas there are, where the cache says that all of them are ready. */
function readyIn({ object }: CachedWorkload, { replicasPath }: WorkloadQuestion): number | undefined {
  if (replicasPath === undefined) return 1;
  const replicas = replicasPath === usualReplicasPath ? object.spec?.replicas : undefined;
  return replicas === (object.readyReplicas ?? 0) ? replicas : undefined;
}

async function countLive(
  client: KubeClient,
  target: ResourceType,
  ref: ObjectRef,
  { replicasPath, moveAfterMs }: WorkloadQuestion,
  now: number,
  signal: AbortSignal,
): Promise<WorkloadCount | undefined> {
  const workload = await client.get<LiveWorkload>(target, ref, signal);
  if (workload.metadata.deletionTimestamp !== undefined) return undefined;
  const asked = replicasAt(workload as unknown as JsonObject, replicasPath);
  if (asked === (workload.status?.readyReplicas ?? 0)) return allRun(asked);
  const found = await listPods(client, workload, signal);
  return 'pods' in found ? countWorkload(asked, found.pods, now, moveAfterMs) : allRun(asked);
}

function allRun(asked: number): WorkloadCount {
  return { facts: { asked, running: asked, unschedulable: 0 } };
}

function answer({ facts, ...rest }: WorkloadCount, { isAutoscaled }: WorkloadQuestion): WorkloadReading {
  return { kind: 'read', facts: isAutoscaled ? { ...facts, isAutoscaled } : facts, ...rest };
}
