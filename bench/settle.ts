import { sleep } from '../src/base/clock.ts';
import type { FederatedObject } from '../src/api/federated-object.ts';
import type { KubeClient } from '../src/kube/client.ts';
import { BenchError } from './bench-error.ts';
import type { Scene } from './scene.ts';
import { parseWriteCounts, sumOf, totalOf, type WriteCounts } from './write-counts.ts';
import { federatedConfigMapType, workNamespace } from './workload.ts';

/** The writes that the API servers have answered so far. */
export interface Writes {
  readonly host: WriteCounts;
  /** Of all members together. */
  readonly members: WriteCounts;
}

const pollMs = 200;
/** Longer than whatever Hansa puts off: a status waits two seconds for a cluster that does not answer. */
const quietMs = 2_500;

/**
 * Waits until the host says of all federated objects that they are as wanted everywhere, and until nothing is written
 * any more anywhere; then tells what has been written. Rejects with BenchError at the deadline.
 */
export async function settle(scene: Scene): Promise<Writes> {
  const until = performance.now() + scene.deadlineMs;
  await untilReported(scene, until);
  let before = await readWrites(scene);
  for (;;) {
    await sleep(scene.clock, quietMs, scene.signal);
    const after = await readWrites(scene);
    if (total(before) === total(after)) return after;
    if (performance.now() > until) throw new BenchError('the API servers are still being written to at the deadline');
    before = after;
  }
}

/** The writes that the API servers have answered so far, from their own metrics. */
export async function readWrites({ host, members }: Scene): Promise<Writes> {
  const [ofHost, ...ofMembers] = await Promise.all([host, ...members].map(writesOf));
  return { host: ofHost ?? new Map(), members: sumOf(ofMembers) };
}

async function writesOf(client: KubeClient): Promise<WriteCounts> {
  const { body } = await client.request('GET', '/metrics');
  return parseWriteCounts(body.toString('utf8'));
}

function total({ host, members }: Writes): number {
  return totalOf(host) + totalOf(members);
}

async function untilReported(scene: Scene, until: number): Promise<void> {
  for (;;) {
    const { items } = await scene.host.list<FederatedObject>(federatedConfigMapType, { namespace: workNamespace });
    const open = items.filter((object) => !isReported(object, scene.members.length));
    const [example] = open;
    if (example === undefined) return;
    if (performance.now() > until) {
      const status = JSON.stringify(example.status);
      throw new BenchError(
        `the host does not say that all is well at the deadline: ${open.length} of ${items.length} are not (such as ${example.metadata.name}, whose status is ${status})`,
      );
    }
    await sleep(scene.clock, pollMs, scene.signal);
  }
}

/** Whether an object's status says that it is as wanted now, and in how many clusters. */
export function isReported({ metadata, status }: FederatedObject, clusters: number): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status?.observedGeneration === metadata.generation &&
    status?.conditions?.[0]?.status === 'True' &&
    status.clusters?.length === clusters
  );
}
