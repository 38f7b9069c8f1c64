import { sleep, type Clock } from '../../base/clock.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';

const patienceMs = 10_000;
const pauseMs = 100;

/**
 * Creates a federated object, or one beside it, unless there is one of its name. A type that was enabled a moment ago may not be served yet,
 * so that not being found is waited for; a dry run, which enables nothing, does without it.
 */
export async function createFederated(
  client: KubeClient,
  clock: Clock,
  { type, object }: { readonly type: ResourceType; readonly object: KubeObject },
  dryRun: boolean,
): Promise<'created' | 'exists'> {
  const until = clock.now() + patienceMs;
  for (;;) {
    try {
      await client.create(type, object, { dryRun });
      return 'created';
    } catch (error) {
      if (error instanceof ApiError && error.isAlreadyExists) return 'exists';
      if (!isNotFound(error)) throw error;
      if (dryRun) return 'created';
      if (clock.now() >= until) throw error;
      await sleep(clock, pauseMs);
    }
  }
}
