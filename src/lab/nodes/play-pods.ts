import { refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { observe } from './observe.ts';
import { delayOf, player, timestamp, type PlayOptions } from './player-settings.ts';
import { needsStatus, podStatus, wantedNode, type Pod } from './pod-status.ts';
import { ToDo } from './to-do.ts';

const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

/** Plays the scheduler and the kubelets of nodes: binds pods in turn, has them run or succeed, and lets them go. */
export function playPods(client: KubeClient, nodes: readonly string[], options: PlayOptions): void {
  const toDo = new ToDo(options);
  let turn = 0;
  let addresses = 0;
  const nextNode = () => nodes[turn++ % nodes.length];
  const nextAddress = () => `10.244.${(++addresses >> 8) & 255}.${addresses & 255}`;

  observe<Pod>(client, podType, options, (key, pod) => {
    if (pod === undefined) return toDo.drop(key);
    const step = nextStep(pod);
    if (step === 'none') return toDo.drop(key);
    toDo.put(key, delayOf(pod), () => {
      if (step === 'bind') return bind(client, pod, wantedNode(pod) ?? nextNode());
      if (step === 'remove') return remove(client, pod);
      return report(client, pod, podStatus(pod, timestamp(options.clock), nextAddress()));
    });
  });
}

/** What a scheduler or kubelet would do next about a pod. */
export function nextStep(pod: Pod): 'none' | 'bind' | 'report' | 'remove' {
  const isBound = pod.spec.nodeName !== undefined;
  if (pod.metadata.deletionTimestamp !== undefined) return isBound ? 'remove' : 'none';
  if (!isBound) return pod.spec.schedulingGates?.length ? 'none' : 'bind';
  return needsStatus(pod) ? 'report' : 'none';
}

function bind(client: KubeClient, pod: KubeObject, node: string | undefined): Promise<unknown> {
  const { namespace, name } = refOf(pod);
  const target = { apiVersion: 'v1', kind: 'Node', name: node };
  return client.request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/binding`, {
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Binding', metadata: { name }, target }),
    contentType: 'application/json',
    query: { fieldManager: player },
  });
}

function remove(client: KubeClient, pod: KubeObject): Promise<unknown> {
  const { uid } = pod.metadata;
  return client.delete(podType, refOf(pod), { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { uid }) });
}

function report(client: KubeClient, pod: KubeObject, status: object): Promise<unknown> {
  return client.mergePatch(podType, refOf(pod), { status }, { subresource: 'status', fieldManager: player });
}
