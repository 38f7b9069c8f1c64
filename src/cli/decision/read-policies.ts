import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import { compilePolicy, type Policy } from '../../plan/policy/compile-policy.ts';
import type { Host } from '../host.ts';
import { listIfKnown } from './list-if-known.ts';

/** The policies of the host that hold in a control plane of the scope; none where the host does not know their kinds. */
export async function readPolicies(host: Host, scope: 'Cluster' | 'Namespaced'): Promise<readonly Policy[]> {
  if (scope === 'Namespaced') return readKind(host, placementPolicyType, { namespace: host.namespace });
  const [ofCluster, ofNamespaces] = await Promise.all([
    readKind(host, clusterPlacementPolicyType, {}),
    readKind(host, placementPolicyType, {}),
  ]);
  return [...ofCluster, ...ofNamespaces];
}

async function readKind(host: Host, type: ResourceType, where: { namespace?: string }): Promise<Policy[]> {
  return (await listIfKnown<KubeObject>(host, type, where)).map((item) => compilePolicy(type.kind, item));
}
