import type { Clock } from '../base/clock.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';

export interface Awaited<T extends KubeObject> {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
  readonly holds: (object: T) => boolean;
  readonly timeoutMs: number;
}

/**
 * Resolves with the object as soon as it exists and holds is true of it, or with undefined when the time is over first.
 * It watches, so it learns at once; a watch the server ends early is begun again.
 */
export async function waitFor<T extends KubeObject>(
  client: KubeClient,
  clock: Clock,
  awaited: Awaited<T>,
): Promise<T | undefined> {
  const overdue = new AbortController();
  const timer = clock.after(awaited.timeoutMs, () => overdue.abort());
  try {
    let found: T | undefined;
    while (found === undefined && !overdue.signal.aborted) found = await watchOnce(client, awaited, overdue.signal);
    return found;
  } catch (error) {
    if (overdue.signal.aborted) return undefined;
    throw error;
  } finally {
    timer.cancel();
  }
}

async function watchOnce<T extends KubeObject>(
  client: KubeClient,
  { type, ref, holds, timeoutMs }: Awaited<T>,
  overdue: AbortSignal,
): Promise<T | undefined> {
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
  const { items, resourceVersion } = await client.list<T>(type, { ...selection, signal: overdue });
  let found = items.find(holds);
  if (found) return found;
  const enough = new AbortController();
  const signal = AbortSignal.any([overdue, enough.signal]);
  const timeoutSeconds = Math.ceil(timeoutMs / 1000);
  try {
    await client.watch<T>(type, { ...selection, resourceVersion, timeoutSeconds, signal }, (event) => {
      if (event.type === 'BOOKMARK' || event.type === 'DELETED' || !holds(event.object)) return;
      found = event.object;
      enough.abort();
    });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  return found;
}
