import type { ObjectReader } from '../kube/client.ts';
import { ApiError } from '../kube/errors.ts';
import { namespaces } from './built-in-types.ts';

/** What tells a cluster from every other: the uid of its kube-system namespace; undefined when it may not be read. */
export async function clusterUid(client: ObjectReader): Promise<string | undefined> {
  try {
    const { metadata } = await client.get(namespaces, { namespace: '', name: 'kube-system' });
    return metadata.uid;
  } catch (error) {
    if (error instanceof ApiError && (error.isForbidden || error.isNotFound)) return undefined;
    throw error;
  }
}
