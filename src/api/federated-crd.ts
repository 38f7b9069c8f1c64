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

const summaryColumn = (name: string, field: string): PrinterColumn => ({
  name,
  type: 'string',
  jsonPath: `.status.summary.${field}`,
});

const propagation = (name: string, field: string): PrinterColumn => ({
  name,
  type: 'string',
  jsonPath: `.status.conditions[?(@.type=='Propagation')].${field}`,
});

/** Ready is a column only where there are replicas that could be. */
function columnsOf({ target, hasReplicas }: FederatedCrdOptions): readonly PrinterColumn[] {
  const countsReplicas = hasReplicas || target.kind === 'DaemonSet';
  return [
    propagation('Propagated', 'status'),
    propagation('Reason', 'reason'),
    summaryColumn('Clusters', 'inClusters'),
    ...(countsReplicas ? [summaryColumn('Ready', 'inReplicas')] : []),
    summaryColumn('Health', 'health'),
    ageColumn,
    { ...propagation('Message', 'message'), priority: 1 },
    { ...summaryColumn('Health-Message', 'message'), priority: 1 },
  ];
}

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

const count = (description: string) => z.int32().meta({ description });
const healthState = z.string().meta({
  description: 'Healthy, Suspended (somebody holds it), Progressing, Unknown, or Degraded (it has failed).',
});
const replicas = z
  .object({
    wanted: count('Those asked for.'),
    ready: count('Those that are ready.'),
    updated: count('Those made from the newest template.'),
    available: count('Those that have been ready for as long as is asked for.'),
  })
  .exactOptional()
  .meta({ description: 'Replicas, of kinds that have them.' });

const cluster = z.object({
  name: z.string().meta({ description: 'Name of the KubeFedCluster.' }),
  status: text('What is wrong there, in one CamelCase word; absent when nothing is.'),
  message: text('What is wrong there and what to do, for people; absent when nothing is.'),
  version: text('What was last written there: hash of the wanted object, and version of the one that came of it.'),
  remoteStatus: anyObject('Status of the object there, where it is collected.'),
  health: healthState.exactOptional(),
  healthMessage: text('What it waits for or what is wrong with it there, for people; absent when it is healthy.'),
  replicas,
  fields: anyObject('What the FederatedTypeConfig asks to be collected, by name.'),
});

const summary = z.object({
  health: healthState,
  message: text('Which clusters are not well, and why, for people; absent when all are.'),
  clusters: z
    .object({
      wanted: count('Those that should have it.'),
      propagated: count('Those of them where it is as wanted.'),
      pending: count('Those where it is on its way, there or out.'),
      failed: count('Those where it is not as wanted, and will not be by itself.'),
    })
    .meta({ description: 'How many clusters.' }),
  inClusters: text('Propagated of wanted, such as 2/3.'),
  replicas,
  inReplicas: text('Ready of wanted, such as 5/6.'),
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
  summary: summary.exactOptional().meta({ description: 'What the clusters come to together.' }),
});

/** The CRD of the federated type of a target. It refuses nothing KubeFed would have taken: faults in overrides show in status. */
export function federatedCrd(options: FederatedCrdOptions): CustomResourceDefinition {
  return crdOf({
    type: federatedTypeOf(options.target, options),
    schema: federatedSchema(options),
    shortNames: options.shortNames.map((name) => `f${name}`),
    columns: columnsOf(options),
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
