import type { ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import { player, timestamp, type PlayOptions } from './player-settings.ts';

const nodeType: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const zones = 3;

/** Makes nodes that are ready for pods, where they are not there yet; resolves to their names. */
export async function makeNodes(client: KubeClient, count: number, { clock }: PlayOptions): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
  await Promise.all(names.map((name, index) => makeNode(client, name, index, timestamp(clock))));
  return names;
}

async function makeNode(client: KubeClient, name: string, index: number, now: string): Promise<void> {
  const ref = { namespace: '', name };
  const options = { fieldManager: player };
  await client.create(nodeType, nodeObject(name, index), options).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.isAlreadyExists)) throw error;
  });
  // A new node is tainted as not ready, and the controller that would take the taint off does not run.
  await client.mergePatch(nodeType, ref, { spec: { taints: null } }, options);
  const status = { status: nodeStatus(name, index, now) };
  await client.mergePatch(nodeType, ref, status, { ...options, subresource: 'status' });
}

function nodeObject(name: string, index: number) {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'topology.kubernetes.io/region': 'lab',
    'topology.kubernetes.io/zone': `lab-${(index % zones) + 1}`,
  };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
}

function nodeStatus(name: string, index: number, now: string) {
  const resources = { cpu: '32', memory: '256Gi', pods: '1000', 'ephemeral-storage': '1Ti' };
  return {
    capacity: resources,
    allocatable: resources,
    addresses: [
      { type: 'InternalIP', address: `10.0.1.${index + 1}` },
      { type: 'Hostname', address: name },
    ],
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'played by the lab',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    nodeInfo: {
      kubeletVersion: 'lab',
      osImage: 'lab',
      operatingSystem: 'linux',
      architecture: 'amd64',
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      containerRuntimeVersion: '',
      kubeProxyVersion: '',
    },
  };
}
