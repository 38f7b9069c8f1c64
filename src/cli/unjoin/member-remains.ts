import { targetResource, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { qualifiedPlural } from '../../api/meta.ts';
import { managedSelector } from '../../api/names.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';

/** The objects of one type that were propagated to a member. */
export interface Remains {
  /** Name of the type, such as `deployments.apps`. */
  readonly type: string;
  readonly objects: number;
  /** Those of them in the system namespace. */
  readonly inSystemNamespace: number;
}

/** What was propagated to a member, by type; types with none are left out. */
export async function findRemains(
  client: KubeClient,
  configs: readonly FederatedTypeConfig[],
  systemNamespace: string,
): Promise<Remains[]> {
  const counted = await Promise.all(
    configs.map(async (config) => {
      const type = targetResource(config);
      const { items } = await client.list(type, { labelSelector: managedSelector }).catch((error: unknown) => {
        // A type the member does not have has no objects there.
        if (isNotFound(error)) return { items: [] };
        throw error;
      });
      const inSystemNamespace = items.filter(({ metadata }) => metadata.namespace === systemNamespace).length;
      return { type: qualifiedPlural(type), objects: items.length, inSystemNamespace };
    }),
  );
  return counted.filter(({ objects }) => objects > 0);
}

/** `3 objects: 2 configmaps, 1 deployments.apps`. */
export function formatRemains(remains: readonly Remains[]): string {
  const total = remains.reduce((sum, { objects }) => sum + objects, 0);
  const types = remains.map(({ type, objects }) => `${objects} ${type}`).join(', ');
  return `${total} ${total === 1 ? 'object' : 'objects'}: ${types}`;
}
