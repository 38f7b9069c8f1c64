import { keyOf, qualifiedPlural, refOf, type ResourceType } from '../../src/api/meta.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { discover } from '../../src/kube/discovery.ts';

/** Written by the server itself, whatever anybody does. */
const restlessTypes = new Set(['leases.coordination.k8s.io', 'events', 'events.events.k8s.io', 'endpoints']);
const restlessObjects = new Set(['services default/kubernetes', 'ipaddresses.networking.k8s.io 10.0.0.1']);

/** Every object of a cluster with its resourceVersion. */
export type Contents = ReadonlyMap<string, string>;

export async function contentsOf(client: KubeClient): Promise<Contents> {
  const { types } = await discover(client);
  const listed = types.filter(
    (type) => type.preferred && type.verbs.includes('list') && !restlessTypes.has(qualifiedPlural(type)),
  );
  const found = await Promise.all(listed.map((type) => versionsOf(client, type)));
  return new Map(found.flat().filter(([key]) => !restlessObjects.has(key)));
}

/** The objects that were created, changed or deleted in between. */
export function writtenBetween(before: Contents, after: Contents): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).sort();
}

/** The objects of each of the clusters, one cluster after the other, that are created, changed or deleted while act runs. */
export async function writtenIn(clients: readonly KubeClient[], act: () => Promise<void>): Promise<string[]> {
  const before = await Promise.all(clients.map(contentsOf));
  await act();
  const after = await Promise.all(clients.map(contentsOf));
  return before.flatMap((contents, index) => writtenBetween(contents, after[index] ?? new Map()));
}

async function versionsOf(client: KubeClient, type: ResourceType): Promise<[string, string][]> {
  const { items } = await client.list(type);
  return items.map((object) => [
    `${qualifiedPlural(type)} ${keyOf(refOf(object))}`,
    object.metadata.resourceVersion ?? '',
  ]);
}
