import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import { isNotFound } from '../../kube/errors.ts';
import { compilePolicy, type Policy } from '../../plan/policy/compile-policy.ts';
import type { Host } from '../host.ts';

/** The policies of the host that hold in a control plane of the scope; none where the host does not know their kinds. */
export async function readPolicies(host: Host, scope: 'Cluster' | 'Namespaced'): Promise<readonly Policy[]> {
  if (scope === 'Namespaced') return readKind(host, placementPolicyType, { namespace: host.namespace });
  const [ofCluster, ofNamespaces] = await Promise.all([
    readKind(host, clusterPlacementPolicyType, {}),
    readKind(host, placementPolicyType, {}),
  ]);
  return [...ofCluster, ...ofNamespaces];
}

async function readKind({ client }: Host, type: ResourceType, where: { namespace?: string }): Promise<Policy[]> {
  try {
    const { items } = await client.list<KubeObject>(type, where);
    return items.map((item) => compilePolicy(type.kind, item));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
