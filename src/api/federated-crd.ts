import { z } from 'zod';
import type { CustomResourceDefinition, PrinterColumn } from './crd.ts';
import { ageColumn, crdOf } from './crd.ts';
import { dateTime } from './date-time.ts';
import { overridesField, placementField } from './federated-fields.ts';
import { federatedTypeOf } from './federated-type.ts';
import { kindSchema } from './kind.ts';
import type { ResourceType } from './meta.ts';

/** What decides the CRD of a federated type. */
export interface FederatedCrdOptions {
  readonly target: ResourceType;
  readonly federatedGroup: string;
  readonly federatedVersion: string;
  /** Those of the target type; the federated type puts an f in front of each. */
  readonly shortNames: readonly string[];
  /** False only for a CRD target whose own CRD has no schema. */
  readonly hasTemplateSchema: boolean;
  /** Whether objects of the target type have an int32 `spec.replicas`. */
  readonly hasReplicas: boolean;
}

const columns: readonly PrinterColumn[] = [
  { name: 'Propagated', type: 'string', jsonPath: ".status.conditions[?(@.type=='Propagation')].status" },
  { name: 'Reason', type: 'string', jsonPath: ".status.conditions[?(@.type=='Propagation')].reason" },
  ageColumn,
  {
    name: 'Message',
    type: 'string',
    jsonPath: ".status.conditions[?(@.type=='Propagation')].message",
    priority: 1,
  },
];

const text = (description: string) => z.string().exactOptional().meta({ description });
const anyObject = (description: string) => z.looseObject({}).exactOptional().meta({ description });

const template = anyObject('The representation common to all clusters.');
const retainReplicas = z.boolean().exactOptional().meta({
  description: 'Whether spec.replicas is left to each member, as an autoscaler there wants it.',
});

const condition = z.object({
  type: z.string().meta({
    description: 'Propagation; PlacementAllowed, where it is kept in clusters that policies do not allow any more.',
  }),
  status: z.string().meta({ description: 'Whether it is so: every cluster is as wanted, or allowed.' }),
  reason: text('Why it is not, in one CamelCase word.'),
  message: text('Why it is not, for people.'),
  lastUpdateTime: dateTime.exactOptional().meta({ description: 'When it was last looked at.' }),
  lastTransitionTime: dateTime.exactOptional().meta({ description: 'When it last changed.' }),
});

const cluster = z.object({
  name: z.string().meta({ description: 'Name of the KubeFedCluster.' }),
  status: text('What is wrong there, in one CamelCase word; absent when nothing is.'),
  message: text('What is wrong there and what to do, for people; absent when nothing is.'),
  version: text('What was last written there: hash of the wanted object, and version of the one that came of it.'),
  remoteStatus: anyObject('Status of the object there, where it is collected.'),
});

const exclusion = z.object({
  cluster: z.string().meta({ description: 'Name of the KubeFedCluster.' }),
  by: z.string().meta({ description: 'What keeps it out: kind, and namespace/name or name, of a policy.' }),
  reason: z.string().meta({ description: 'Why, in one CamelCase word.' }),
  message: z.string().meta({ description: 'Why, for people.' }),
  kept: z.boolean().exactOptional().meta({
    description: 'Whether it stays there all the same, since it was there before.',
  }),
});

const status = z.object({
  observedGeneration: z.int().exactOptional().meta({ description: 'Generation last propagated.' }),
  observedPlacementGeneration: z.int().exactOptional().meta({
    description: 'Generation of the Placement object last propagated by; absent when there was none.',
  }),
  observedOverrideGeneration: z.int().exactOptional().meta({
    description: 'Generation of the Override object last propagated by; absent when there was none.',
  }),
  conditions: z.array(condition).exactOptional().meta({ description: 'Whether every cluster is as wanted.' }),
  clusters: z.array(cluster).exactOptional().meta({ description: 'What became of it in each cluster.' }),
  excluded: z.array(exclusion).exactOptional().meta({
    description: 'Clusters that the placement chooses and something else keeps it out of.',
  }),
});

/** The CRD of the federated type of a target. It refuses nothing KubeFed would have taken: faults in overrides show in status. */
export function federatedCrd(options: FederatedCrdOptions): CustomResourceDefinition {
  return crdOf({
    type: federatedTypeOf(options.target, options),
    schema: federatedSchema(options),
    shortNames: options.shortNames.map((name) => `f${name}`),
    columns,
    statusSubresource: true,
  });
}

function federatedSchema({ target, hasTemplateSchema, hasReplicas }: FederatedCrdOptions): z.ZodType {
  const spec = z.object({
    ...(hasTemplateSchema && { template }),
    placement: placementField.exactOptional(),
    overrides: overridesField.exactOptional(),
    ...(hasReplicas && { retainReplicas }),
  });
  return kindSchema({
    spec: spec.meta({ description: 'What to propagate, where to, and how it differs there.' }),
    status: status.exactOptional().meta({ description: 'What became of it.' }),
  }).meta({ description: `What should become a ${target.kind} in several clusters.` });
}
