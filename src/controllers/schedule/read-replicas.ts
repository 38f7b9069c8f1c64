import type { Clock } from '../../base/clock.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { countPods } from '../../plan/schedule/count-pods.ts';
import {
  countByPods,
  countReady,
  hasAllReady,
  type ReplicaCount,
  type Workload,
} from '../../plan/schedule/count-replicas.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';
import { cachedWorkload, listPods, readInTime, type Unread } from './workload-in-member.ts';

/** What could be learned of a workload in one cluster. */
export type Reading =
  | { readonly kind: 'counted'; readonly count: ReplicaCount; readonly isUndecided: boolean }
  | Unread;

/** How long a cluster may look for room: KubeFed's minute. */
const roomMs = 60_000;

/** The managed workload has nothing to find its pods by. */
class NoSelectorError extends Error {
  readonly code = 'HANSA_NO_SELECTOR';
}

/**
 * Reads what a ready member has of a workload: from its cache when all that is asked for is ready, else from the API
 * with its pods. Never rejects.
 */
export async function readReplicas(
  member: Member,
  target: ResourceType,
  ref: ObjectRef,
  clock: Clock,
): Promise<Reading> {
  const cached = cachedWorkload(member, target, ref);
  if (cached.kind !== 'cached') return cached;
  const known = knownOf(cached.object);
  if (hasAllReady(known)) return ready(known);
  return readInTime(clock, (signal) => readLive(cached.client, target, ref, clock.now(), signal));
}

async function readLive(
  client: KubeClient,
  target: ResourceType,
  ref: ObjectRef,
  now: number,
  signal: AbortSignal,
): Promise<Reading> {
  const workload = await client.get<Workload>(target, ref, signal);
  if (hasAllReady(workload)) return ready(workload);
  const found = await listPods(client, workload, signal);
  if ('reason' in found) throw new NoSelectorError(`${target.kind} ${ref.namespace}/${ref.name}: ${found.reason}`);
  const pods = countPods(found.pods, now, roomMs);
  return { kind: 'counted', count: countByPods(workload, pods), isUndecided: pods.isUndecided };
}

function knownOf({ metadata, spec = {}, readyReplicas = 0 }: SlimObject): Workload {
  return { metadata, spec, status: { readyReplicas } };
}

function ready(workload: Workload): Reading {
  return { kind: 'counted', count: countReady(workload), isUndecided: false };
}
