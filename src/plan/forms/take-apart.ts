import type { FederatedObject, OverrideObject, PlacementObject } from '../../api/federated-object.ts';
import type { SplitTypes } from '../../api/federated-type-config.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { SplitForms } from './merge-forms.ts';

export interface SplitObject {
  readonly federated: FederatedObject;
  readonly split: SplitForms;
}

/**
 * What merging makes one again: the object without the fields that types give an object of their own, and these objects,
 * for fields that are set.
 */
export function takeApart(whole: FederatedObject, types: SplitTypes): SplitObject {
  const { placement, overrides, ...spec } = whole.spec ?? {};
  const apart = {
    placement: types.placement && placement ? besideOf(whole, types.placement, { placement }) : undefined,
    override: types.override && overrides ? besideOf(whole, types.override, { overrides }) : undefined,
  };
  const kept = {
    ...spec,
    ...(placement && !apart.placement && { placement }),
    ...(overrides && !apart.override && { overrides }),
  };
  return {
    federated: { ...whole, spec: kept },
    split: {
      ...(apart.placement && { placement: apart.placement }),
      ...(apart.override && { override: apart.override }),
    },
  };
}

function besideOf<Spec extends PlacementObject['spec'] & OverrideObject['spec']>(
  { metadata: { name, namespace } }: KubeObject,
  type: ResourceType,
  spec: Spec,
): KubeObject & { readonly spec: Spec } {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec };
}
