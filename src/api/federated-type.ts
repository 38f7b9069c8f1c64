import type { ApiResource, FederatedTypeConfig, SplitTypes } from './federated-type-config.ts';
import { federatedTypeConfigType } from './federated-type-config.ts';
import type { ResourceType } from './meta.ts';
import { apiVersionOf, qualifiedPlural } from './meta.ts';
import { typesGroup, typesVersion } from './names.ts';

/** Where a federated type is put. */
export interface FederatedGroupVersion {
  readonly federatedGroup: string;
  readonly federatedVersion: string;
}

/** Where KubeFed puts federated types when nobody says otherwise. */
export const defaultPlace: FederatedGroupVersion = { federatedGroup: typesGroup, federatedVersion: typesVersion };

/** The federated type of a target: `Federated` in front of its kind, and always namespaced for namespaces. */
export function federatedTypeOf(
  target: ResourceType,
  { federatedGroup, federatedVersion }: FederatedGroupVersion,
): ResourceType {
  return {
    group: federatedGroup,
    version: federatedVersion,
    plural: `federated${target.plural}`,
    kind: `Federated${target.kind}`,
    namespaced: target.namespaced || qualifiedPlural(target) === 'namespaces',
  };
}

/** The split types of a target: named after its federated type, and in the same place. */
export function splitTypesOf(target: ResourceType, place: FederatedGroupVersion): Required<SplitTypes> {
  const federated = federatedTypeOf(target, place);
  const named = (suffix: string) => ({
    ...federated,
    kind: `${federated.kind}${suffix}`,
    plural: `${federated.kind}${suffix}s`.toLowerCase(),
  });
  return { placement: named('Placement'), override: named('Override') };
}

/** The FederatedTypeConfig that enables propagation of a target, with split types if asked for; it names no namespace. */
export function typeConfigFor(
  target: ResourceType,
  place: FederatedGroupVersion,
  { split = false }: { readonly split?: boolean } = {},
): FederatedTypeConfig {
  const federated = federatedTypeOf(target, place);
  const { placement, override } = splitTypesOf(target, place);
  return {
    apiVersion: apiVersionOf(federatedTypeConfigType),
    kind: federatedTypeConfigType.kind,
    metadata: { name: qualifiedPlural(target) },
    spec: {
      targetType: { ...(target.group !== '' && { group: target.group }), ...typeFieldsOf(target) },
      propagation: 'Enabled',
      federatedType: crdTypeOf(federated),
      ...(split && { placementType: crdTypeOf(placement), overrideType: crdTypeOf(override) }),
    },
  };
}

function crdTypeOf(type: ResourceType) {
  return { group: type.group, ...typeFieldsOf(type) };
}

function typeFieldsOf({ version, kind, plural, namespaced }: ResourceType): Omit<ApiResource, 'group'> {
  return { version, kind, pluralName: plural, scope: namespaced ? 'Namespaced' : 'Cluster' };
}
