import { defaultTypes } from '../../src/api/default-types.ts';
import { defaultPlace, federatedTypeOf } from '../../src/api/federated-type.ts';
import { qualifiedPlural, type ResourceType } from '../../src/api/meta.ts';

/** A target type, as FederatedTypeConfigs name it, and its federated type. */
export interface FederatedKind {
  readonly target: ResourceType;
  readonly federated: ResourceType;
}

export const configMap = defaultKind('configmaps');
export const secret = defaultKind('secrets');
export const service = defaultKind('services');
export const serviceAccount = defaultKind('serviceaccounts');
export const deployment = defaultKind('deployments.apps');
export const replicaSet = defaultKind('replicasets.apps');
export const namespace = defaultKind('namespaces');
export const clusterRole = defaultKind('clusterroles.rbac.authorization.k8s.io');

/** A target and the federated type enabling it makes. */
export function kindOf(target: ResourceType): FederatedKind {
  return { target, federated: federatedTypeOf(target, defaultPlace) };
}

function defaultKind(name: string): FederatedKind {
  const found = defaultTypes.find(({ target }) => qualifiedPlural(target) === name);
  if (!found) throw new Error(`${name} is not federated by default`);
  return kindOf(found.target);
}
