import type { KubeClient } from '../kube/client.ts';
import { find, type ApplyOutcome } from './apply-object.ts';
import { namespaces } from './built-in-types.ts';

/** Has the cluster have the namespace; one that is there is nobody's to change. */
export async function ensureNamespace(client: KubeClient, name: string, dryRun: boolean): Promise<ApplyOutcome> {
  if (await find(client, namespaces, { namespace: '', name })) return 'unchanged';
  await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { dryRun });
  return 'created';
}
