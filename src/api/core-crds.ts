import type { CustomResourceDefinition, ServedKind } from './crd.ts';
import { crdOf } from './crd.ts';
import { federatedServiceStatusKind } from './federated-service-status.ts';
import { federatedTypeConfigKind } from './federated-type-config.ts';
import { kubeFedClusterKind } from './kubefed-cluster.ts';
import { kubeFedConfigKind } from './kubefed-config.ts';
import { clusterPlacementPolicyKind, placementPolicyKind } from './placement-policy.ts';
import { clusterPropagatedVersionKind, propagatedVersionKind } from './propagated-version.ts';
import { replicaSchedulingPreferenceKind } from './replica-scheduling-preference.ts';
import { schedulingPreferenceKind } from './scheduling-preference.ts';

/** The kinds Hansa has of its own, as against those that federate a type. */
const coreKinds: readonly ServedKind[] = [
  kubeFedClusterKind,
  federatedTypeConfigKind,
  kubeFedConfigKind,
  propagatedVersionKind,
  clusterPropagatedVersionKind,
  federatedServiceStatusKind,
  replicaSchedulingPreferenceKind,
  clusterPlacementPolicyKind,
  placementPolicyKind,
  schedulingPreferenceKind,
];

/** The CRDs of the core kinds. */
export function coreCrds(): CustomResourceDefinition[] {
  return coreKinds.map(crdOf);
}
