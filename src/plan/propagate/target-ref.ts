import type { ObjectRef } from '../../api/meta.ts';

/** Where an object of one federated object goes in each cluster; namespaces have none around them. */
export function targetRefOf(federated: ObjectRef, isNamespaceType: boolean): ObjectRef {
  return isNamespaceType ? { namespace: '', name: federated.name } : federated;
}

/** The reverse of targetRefOf. */
export function federatedRefOf(target: ObjectRef, isNamespaceType: boolean): ObjectRef {
  return isNamespaceType ? { namespace: target.name, name: target.name } : target;
}
