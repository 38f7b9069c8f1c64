import type { ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import { collectionPath } from '../kube/resource-path.ts';

/**
 * How many objects of a type there are, in all namespaces; undefined where the server does not have the type. Costs the
 * server one object whatever the number.
 */
export async function countObjects(client: KubeClient, type: ResourceType): Promise<number | undefined> {
  try {
    const { body } = await client.request('GET', collectionPath(type), { query: { limit: '1' } });
    const { items, metadata } = JSON.parse(body.toString('utf8')) as Page;
    return (items?.length ?? 0) + (metadata.remainingItemCount ?? 0);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

interface Page {
  readonly items: readonly unknown[] | null;
  readonly metadata: { readonly remainingItemCount?: number };
}
