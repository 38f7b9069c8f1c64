import type { ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';

const nodeType: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };

/** Gives a cluster a node with so many cores. */
export async function addNode(client: KubeClient, cores: number): Promise<void> {
  const ref = { namespace: '', name: `node-of-${cores}` };
  await client.create(nodeType, { apiVersion: 'v1', kind: 'Node', metadata: { name: ref.name } });
  // A new node is tainted as not ready, and the controller that would take the taint off does not run.
  await client.mergePatch(nodeType, ref, { spec: { taints: null } });
  const allocatable = { cpu: `${cores}`, memory: '64Gi', pods: '110' };
  const status = { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: 'True' }] };
  await client.mergePatch(nodeType, ref, { status }, { subresource: 'status' });
}
