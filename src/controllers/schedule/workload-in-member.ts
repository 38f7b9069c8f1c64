import type { Clock } from '../../base/clock.ts';
import { keyOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { podType, type ScheduledPod } from '../../plan/schedule/count-pods.ts';
import { podSelectorOf } from '../../plan/schedule/pod-selector.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';

/** Why nothing was read of a workload. */
export type Unread =
  | { readonly kind: 'absent' }
  /** Its cache is being filled, and says when it is whole. */
  | { readonly kind: 'awaited' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A managed workload, as the cache of its member has it. */
export interface CachedWorkload {
  readonly kind: 'cached';
  readonly object: SlimObject;
  readonly client: KubeClient;
}

/** No cluster holds up the others for longer. */
const patienceMs = 10_000;

/** Looks a workload up in the cache of a ready member. */
export function cachedWorkload(member: Member, target: ResourceType, ref: ObjectRef): CachedWorkload | Unread {
  const cache = member.cache(target);
  if (cache?.isSynced !== true) {
    return cache?.lastError === undefined ? { kind: 'awaited' } : { kind: 'failed', error: cache.lastError };
  }
  const object = cache.store.get(keyOf(ref));
  if (!object || object.metadata.deletionTimestamp !== undefined || !member.client) return { kind: 'absent' };
  return { kind: 'cached', object, client: member.client };
}

/** What read finds in a member before patience ends. Never rejects: what is not found any more is absent. */
export async function readInTime<T>(
  clock: Clock,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T | Extract<Unread, { readonly kind: 'absent' | 'failed' }>> {
  const patience = new AbortController();
  const timer = clock.after(patienceMs, () => patience.abort(new Error(`no answer within ${patienceMs / 1000} s`)));
  try {
    return await read(patience.signal);
  } catch (error) {
    return isNotFound(error) ? { kind: 'absent' } : { kind: 'failed', error };
  } finally {
    timer.cancel();
  }
}

/** The pods that a workload selects; a reason where it has nothing to find them by: an empty selector would be every pod. */
export async function listPods(
  client: KubeClient,
  workload: KubeObject,
  signal: AbortSignal,
): Promise<{ readonly pods: readonly ScheduledPod[] } | { readonly reason: string }> {
  const selector = podSelectorOf(workload);
  if ('reason' in selector) return selector;
  const { labelSelector } = selector;
  const { namespace = '' } = workload.metadata;
  return { pods: (await client.list<ScheduledPod>(podType, { namespace, labelSelector, signal })).items };
}
