import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/message-of.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import type { Probe } from '../../plan/cluster-health/decide-health.ts';

/** Asks a cluster how it is; never rejects, and answers within timeoutMs. */
export async function probeCluster(client: KubeClient, timeoutMs: number, clock: Clock): Promise<Probe> {
  const patience = new AbortController();
  const timer = clock.after(timeoutMs, () => patience.abort(new Error(`no answer within ${timeoutMs / 1000} s`)));
  try {
    const { body } = await client.request('GET', '/healthz', { signal: patience.signal });
    if (body.toString('utf8').trim().toLowerCase() !== 'ok') return { found: 'not-ready' };
    return { found: 'ready', kubernetesVersion: await versionOf(client, patience.signal) };
  } catch (error) {
    return { found: 'offline', error: explain(error) };
  } finally {
    timer.cancel();
  }
}

/** The version is a detail: a cluster that is well but does not tell it is still well. */
async function versionOf(client: KubeClient, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { body } = await client.request('GET', '/version', { signal });
    const { gitVersion } = JSON.parse(body.toString('utf8')) as { gitVersion?: string };
    return gitVersion;
  } catch {
    return undefined;
  }
}

function explain(error: unknown): string {
  if (error instanceof ApiError) return `/healthz answered ${error.status}: ${error.serverMessage}`;
  return messageOf(error);
}
