import { z } from 'zod';
import type { ServedKind } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { coreGroup } from './names.ts';

export const federatedServiceStatusType: ResourceType = {
  group: coreGroup,
  version: 'v1alpha1',
  plural: 'federatedservicestatuses',
  kind: 'FederatedServiceStatus',
  namespaced: true,
};

const clusterStatus = z.object({
  clusterName: z.string().meta({ description: 'Name of the member cluster.' }),
  status: z.looseObject({}).meta({ description: 'Status of the Service there, as core/v1 has it.' }),
});

const federatedServiceStatus = kindSchema({
  clusterStatus: z.array(clusterStatus).exactOptional().meta({ description: 'One entry for each ready cluster.' }),
}).meta({ description: 'Status of a federated Service in every cluster.' });

export type ServiceClusterStatus = DeepReadonly<z.output<typeof clusterStatus>>;

/** Status of a federated Service in every cluster; it is the object itself, not its status. */
export interface FederatedServiceStatus extends KubeObject {
  readonly clusterStatus?: readonly ServiceClusterStatus[];
}

export const federatedServiceStatusKind: ServedKind = {
  type: federatedServiceStatusType,
  schema: federatedServiceStatus,
  statusSubresource: false,
};

/** Reads a FederatedServiceStatus. */
export function parseFederatedServiceStatus(object: unknown): Parsed<FederatedServiceStatus> {
  return parseKind(federatedServiceStatus, object);
}
