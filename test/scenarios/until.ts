import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import { Informer } from '../../src/kube/cache/informer.ts';
import type { Store } from '../../src/kube/cache/store.ts';
import type { KubeClient } from '../../src/kube/client.ts';

/** What a test waits for in one cluster. */
export interface Awaited<T extends KubeObject, R> {
  readonly client: KubeClient;
  readonly type: ResourceType;
  /** Absent means all namespaces. */
  readonly namespace?: string;
  /** Asked whenever something changes: what was waited for, or undefined while it is not there. */
  readonly look: (objects: Store<T>) => R | undefined;
  /** Completes "… did not happen within". */
  readonly what: string;
  /** What to show of the last state when it does not happen. */
  readonly show?: (objects: Store<T>) => unknown;
}

/** So long that only what never comes is missed, on a busy machine too. */
const patienceMs = 60_000;

/** Resolves as soon as a watch shows what is waited for; fails the test with the last state when the time is over. */
export async function until<T extends KubeObject, R>(awaited: Awaited<T, R>): Promise<R> {
  const { client, type, namespace, look, what, show = namesOf } = awaited;
  const { promise, resolve, reject } = Promise.withResolvers<R>();
  let lastError: unknown;
  const check = () => {
    if (!informer.isSynced) return;
    const found = look(informer.store);
    if (found !== undefined) resolve(found);
  };
  const informer = new Informer<T>({
    client,
    type,
    clock: systemClock,
    random: Math.random,
    ...(namespace === undefined ? {} : { namespace }),
    changed: check,
    synced: check,
    failed: (error) => (lastError = error),
  });
  const timer = systemClock.after(patienceMs, () => {
    const seen = informer.isSynced ? inspect(show(informer.store), { depth: 12 }) : `nothing (${String(lastError)})`;
    reject(
      new assert.AssertionError({
        message: `${what} did not happen in ${client.name} within ${patienceMs} ms: ${seen}`,
      }),
    );
  });
  informer.start();
  try {
    return await promise;
  } finally {
    timer.cancel();
    informer.stop();
  }
}

function namesOf(objects: Store<KubeObject>): string[] {
  return [...objects.keys()];
}
