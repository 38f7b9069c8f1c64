import type { Clock } from '../../base/clock.ts';
import type { LabelSelector } from '../../api/federated-object.ts';
import { keyOf, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { formatRequirement, parseLabelSelector } from '../../plan/placement/label-selector.ts';
import { countPods, type ScheduledPod } from '../../plan/schedule/count-pods.ts';
import {
  countByPods,
  countReady,
  hasAllReady,
  type ReplicaCount,
  type Workload,
} from '../../plan/schedule/count-replicas.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';

/** What could be learned of a workload in one cluster. */
export type Reading =
  | { readonly kind: 'counted'; readonly count: ReplicaCount; readonly isUndecided: boolean }
  | { readonly kind: 'absent' }
  /** Its cache is being filled, and says when it is whole. */
  | { readonly kind: 'awaited' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface SelectingWorkload extends Workload {
  readonly spec?: Workload['spec'] & { readonly selector?: LabelSelector };
}

const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const absent: Reading = { kind: 'absent' };
/** No cluster holds up the others for longer. */
const patienceMs = 10_000;

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
  const cache = member.cache(target);
  if (cache?.isSynced !== true) {
    return cache?.lastError === undefined ? { kind: 'awaited' } : { kind: 'failed', error: cache.lastError };
  }
  const cached = cache.store.get(keyOf(ref));
  if (!cached || cached.metadata.deletionTimestamp !== undefined || !member.client) return absent;
  const known = knownOf(cached);
  if (hasAllReady(known)) return ready(known);
  const patience = new AbortController();
  const timer = clock.after(patienceMs, () => patience.abort(new Error(`no answer within ${patienceMs / 1000} s`)));
  try {
    return await readLive(member.client, target, ref, clock.now(), patience.signal);
  } catch (error) {
    return isNotFound(error) ? absent : { kind: 'failed', error };
  } finally {
    timer.cancel();
  }
}

async function readLive(
  client: KubeClient,
  target: ResourceType,
  ref: ObjectRef,
  now: number,
  signal: AbortSignal,
): Promise<Reading> {
  const workload = await client.get<SelectingWorkload>(target, ref, signal);
  if (hasAllReady(workload)) return ready(workload);
  const { namespace } = ref;
  const labelSelector = selectorOf(workload, target);
  const { items } = await client.list<ScheduledPod>(podType, { namespace, labelSelector, signal });
  const pods = countPods(items, now);
  return { kind: 'counted', count: countByPods(workload, pods), isUndecided: pods.isUndecided };
}

function knownOf({ metadata, spec = {}, readyReplicas = 0 }: SlimObject): Workload {
  return { metadata, spec, status: { readyReplicas } };
}

function ready(workload: Workload): Reading {
  return { kind: 'counted', count: countReady(workload), isUndecided: false };
}

/** An empty selector would be that of every pod in the namespace. */
function selectorOf({ spec, metadata }: SelectingWorkload, target: ResourceType): string {
  const matcher = parseLabelSelector(spec?.selector ?? {});
  const what = `${target.kind} ${metadata.namespace}/${metadata.name}`;
  if (!matcher.ok) throw new NoSelectorError(`${what}: spec.selector.${matcher.reasons.join('; ')}`);
  if (matcher.value.length === 0) throw new NoSelectorError(`${what} has no spec.selector to find its pods by`);
  return matcher.value.map(formatRequirement).join(',');
}
