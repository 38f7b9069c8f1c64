import type { Clock } from '../base/clock.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';

export interface Awaited<T extends KubeObject> {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
  /** Asked about the object, or undefined while there is none; whether that is what is waited for. */
  readonly holds: (object: T | undefined) => boolean;
  readonly timeoutMs: number;
}

/**
 * Resolves with what is there (undefined: nothing) as soon as holds is true of it, or with `overdue` when the time is over
 * first. It watches, so it learns at once; a watch the server ends early is begun again.
 */
export async function waitFor<T extends KubeObject>(
  client: KubeClient,
  clock: Clock,
  awaited: Awaited<T>,
): Promise<T | undefined | 'overdue'> {
  const overdue = new AbortController();
  const timer = clock.after(awaited.timeoutMs, () => overdue.abort());
  try {
    for (;;) {
      const found = await watchOnce(client, awaited, overdue.signal);
      if (found !== 'ended') return found;
    }
  } catch (error) {
    if (overdue.signal.aborted) return 'overdue';
    throw error;
  } finally {
    timer.cancel();
  }
}

async function watchOnce<T extends KubeObject>(
  client: KubeClient,
  { type, ref, holds, timeoutMs }: Awaited<T>,
  overdue: AbortSignal,
): Promise<T | undefined | 'ended'> {
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
  const { items, resourceVersion } = await client.list<T>(type, { ...selection, signal: overdue });
  if (holds(items[0])) return items[0];
  let found: T | undefined | 'ended' = 'ended';
  const enough = new AbortController();
  const signal = AbortSignal.any([overdue, enough.signal]);
  const timeoutSeconds = Math.ceil(timeoutMs / 1000);
  try {
    await client.watch<T>(type, { ...selection, resourceVersion, timeoutSeconds, signal }, (event) => {
      const object = event.type === 'DELETED' ? undefined : event.object;
      if (event.type === 'BOOKMARK' || !holds(object)) return;
      found = object;
      enough.abort();
    });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  return found;
}
