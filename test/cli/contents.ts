import { keyOf, qualifiedPlural, refOf, type ResourceType } from '../../src/api/meta.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { discover } from '../../src/kube/discovery.ts';

/** Moved by the server itself, whatever anybody does. */
const restless = new Set([
  'leases.coordination.k8s.io',
  'events',
  'events.events.k8s.io',
  'endpoints',
  'apiservices.apiregistration.k8s.io',
]);

/** Every object of the cluster with its resourceVersion: equal before and after means that nothing was written. */
export async function contentsOf(client: KubeClient): Promise<ReadonlyMap<string, string>> {
  const { types } = await discover(client);
  const listed = types.filter(
    (type) => type.preferred && type.verbs.includes('list') && !restless.has(qualifiedPlural(type)),
  );
  const found = await Promise.all(listed.map((type) => versionsOf(client, type)));
  return new Map(found.flat());
}

async function versionsOf(client: KubeClient, type: ResourceType): Promise<[string, string][]> {
  const { items } = await client.list(type);
  return items.map((object) => [
    `${qualifiedPlural(type)} ${keyOf(refOf(object))}`,
    object.metadata.resourceVersion ?? '',
  ]);
}
