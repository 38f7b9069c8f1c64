import type { CustomResourceDefinition } from './crd.ts';
import { federatedCrd } from './federated-crd.ts';
import { defaultPlace } from './federated-type.ts';
import type { ResourceType } from './meta.ts';

/** A type that is federated from the start, and what its CRD depends on. */
export interface DefaultType {
  readonly target: ResourceType;
  readonly shortNames: readonly string[];
  readonly hasReplicas: boolean;
}

/** The ten types KubeFed's chart federates. */
export const defaultTypes: readonly DefaultType[] = [
  defaultType('clusterroles', 'ClusterRole', { group: 'rbac.authorization.k8s.io', namespaced: false }),
  defaultType('configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  defaultType('deployments', 'Deployment', { group: 'apps', shortNames: ['deploy'], hasReplicas: true }),
  defaultType('ingresses', 'Ingress', { group: 'networking.k8s.io', shortNames: ['ing'] }),
  defaultType('jobs', 'Job', { group: 'batch' }),
  defaultType('namespaces', 'Namespace', { namespaced: false, shortNames: ['ns'] }),
  defaultType('replicasets', 'ReplicaSet', { group: 'apps', shortNames: ['rs'], hasReplicas: true }),
  defaultType('secrets', 'Secret'),
  defaultType('serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  defaultType('services', 'Service', { shortNames: ['svc'] }),
];

/** The CRD of the federated type of a default type; `typeConfigFor(type.target, defaultPlace)` enables it. */
export function defaultFederatedCrd(type: DefaultType): CustomResourceDefinition {
  return federatedCrd({ ...type, ...defaultPlace, hasTemplateSchema: true });
}

interface Variation {
  readonly group?: string;
  readonly namespaced?: boolean;
  readonly shortNames?: readonly string[];
  readonly hasReplicas?: boolean;
}

function defaultType(plural: string, kind: string, variation: Variation = {}): DefaultType {
  const { group = '', namespaced = true, shortNames = [], hasReplicas = false } = variation;
  return { target: { group, version: 'v1', plural, kind, namespaced }, shortNames, hasReplicas };
}
