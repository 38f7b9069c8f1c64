import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { Host } from '../host.ts';

/** The objects of a type, in one namespace or in all; none where the host does not know the type. */
export async function listIfKnown<T extends KubeObject>(
  { client }: Host,
  type: ResourceType,
  where: { readonly namespace?: string } = {},
): Promise<readonly T[]> {
  try {
    return (await client.list<T>(type, where)).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
