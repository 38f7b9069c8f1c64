import { z } from 'zod';
import { crdOf, type CustomResourceDefinition } from './crd.ts';
import { overridesField, placementField } from './federated-fields.ts';
import { splitTypesOf, type FederatedGroupVersion } from './federated-type.ts';
import { kindSchema } from './kind.ts';
import type { ResourceType } from './meta.ts';

/** The CRDs of the two types that hold placement and overrides of a target's federated objects apart from them. */
export function splitCrds(target: ResourceType, place: FederatedGroupVersion): CustomResourceDefinition[] {
  const types = splitTypesOf(target, place);
  const federated = `the Federated${target.kind} of the same namespace and name`;
  return [
    splitCrd(types.placement, z.object({ placement: placementField }), `Where ${federated} goes.`),
    splitCrd(
      types.override,
      z.object({ overrides: overridesField }),
      `How ${federated} differs from cluster to cluster.`,
    ),
  ];
}

/** Its one field is required: an object that says nothing would not tell whether it means to. */
function splitCrd(type: ResourceType, spec: z.ZodType, description: string): CustomResourceDefinition {
  const schema = kindSchema({ spec: spec.meta({ description }) }).meta({ description });
  return crdOf({ type, schema, statusSubresource: false });
}
