import type { KubeClient } from '../kube/client.ts';
import { makeNodes } from './nodes/make-nodes.ts';
import { playPods } from './nodes/play-pods.ts';
import { playWorkloads } from './nodes/play-workloads.ts';
import type { PlayOptions } from './nodes/player-settings.ts';

const defaultNodes = 2;

/**
 * Plays what a lab's cluster lacks: the nodes with their kubelets and the scheduler, or for a thin cluster the controllers
 * of workloads. Deployments become available and Jobs complete. Resolves when the nodes are there, plays on until aborted.
 * A pod or workload asks for another outcome by the annotations `hansa-lab/ready: "false"` and `hansa-lab/delay-ms`.
 */
export async function playNodes(client: KubeClient, options: PlayOptions): Promise<void> {
  if (options.thin === true) return playWorkloads(client, options);
  const nodes = await makeNodes(client, options.nodes ?? defaultNodes, options);
  playPods(client, nodes, options);
}
