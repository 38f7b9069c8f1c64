import type { FederatedObject, OverrideObject, PlacementObject } from '../../api/federated-object.ts';
import { splitResources, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { keyOf, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import type { ObjectReader } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import { find } from '../apply-object.ts';

/** The Placement and Override objects of each federated object. */
export type SplitOf = (object: FederatedObject) => SplitForms;

/** Reads those of one federated object. */
export async function readSplitForms(
  client: ObjectReader,
  config: FederatedTypeConfig,
  ref: ObjectRef,
): Promise<SplitForms> {
  const types = splitResources(config);
  const [placement, override] = await Promise.all([
    types.placement && find<PlacementObject>(client, types.placement, ref),
    types.override && find<OverrideObject>(client, types.override, ref),
  ]);
  return { ...(placement && { placement }), ...(override && { override }) };
}

/** Reads those of one type, in one namespace or (undefined) in all. */
export async function readSplitOf(
  client: ObjectReader,
  config: FederatedTypeConfig,
  namespace: string | undefined,
): Promise<SplitOf> {
  const types = splitResources(config);
  const [placements, overrides] = await Promise.all([
    listByKey<PlacementObject>(client, types.placement, namespace),
    listByKey<OverrideObject>(client, types.override, namespace),
  ]);
  return (object) => {
    const key = keyOf(refOf(object));
    const [placement, override] = [placements.get(key), overrides.get(key)];
    return { ...(placement && { placement }), ...(override && { override }) };
  };
}

async function listByKey<T extends KubeObject>(
  client: ObjectReader,
  type: ResourceType | undefined,
  namespace: string | undefined,
): Promise<ReadonlyMap<string, T>> {
  if (!type) return new Map();
  try {
    const { items } = await client.list<T>(type, namespace === undefined ? {} : { namespace });
    return new Map(items.map((item) => [keyOf(refOf(item)), item]));
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}
