import type { KubeFedCluster } from '../api/kubefed-cluster.ts';
import type { KubeObject } from '../api/meta.ts';
import { createRotatingToken } from '../kube/auth/rotating-token.ts';
import type { KubeClient } from '../kube/client.ts';
import { createKubeClient } from '../kube/create-client.ts';
import { memberAccess } from '../kube/member-access.ts';
import { find } from './apply-object.ts';
import { secrets } from './built-in-types.ts';
import { clusterReadiness } from './cluster-readiness.ts';
import type { CliContext } from './context.ts';
import type { Host } from './host.ts';

/** A member that can be asked. */
export interface OpenMember {
  readonly name: string;
  readonly client: KubeClient;
}

export function isReady(cluster: KubeFedCluster): boolean {
  return clusterReadiness(cluster) === 'True';
}

/** Opens the members that are ready, as the controllers do; what the others have nobody can tell. Close the clients. */
export async function openMembers(
  { clock }: CliContext,
  { client, namespace }: Host,
  clusters: readonly KubeFedCluster[],
): Promise<OpenMember[]> {
  const members: OpenMember[] = [];
  for (const cluster of clusters.filter(isReady)) {
    const ref = { namespace, name: cluster.spec.secretRef.name };
    const secret = await find<KubeObject & { data?: Record<string, string> }>(client, secrets, ref);
    const token = Buffer.from(secret?.data?.['token'] ?? '', 'base64').toString('utf8');
    const access = memberAccess(cluster, createRotatingToken(token));
    members.push({ name: cluster.metadata.name, client: createKubeClient(access, { clock }) });
  }
  return members;
}
