import { z } from 'zod';
import type { ServedKind } from './crd.ts';
import { ageColumn } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { schedulingGroup } from './names.ts';

export const replicaSchedulingPreferenceType: ResourceType = {
  group: schedulingGroup,
  version: 'v1alpha1',
  plural: 'replicaschedulingpreferences',
  kind: 'ReplicaSchedulingPreference',
  namespaced: true,
};

const clusterPreference = z.object({
  minReplicas: z
    .int()
    .exactOptional()
    .meta({ description: 'At least that many, if there are so many; absent means 0.' }),
  maxReplicas: z.int().exactOptional().meta({ description: 'At most that many; absent means any number.' }),
  weight: z.int().exactOptional().meta({
    description: 'Share of what remains once every minimum is met, relative to the other clusters; absent means 0.',
  }),
});

const spec = z
  .object({
    targetKind: z
      .string()
      .meta({ description: 'FederatedDeployment or FederatedReplicaSet; the object has the same name.' }),
    totalReplicas: z.int32().meta({ description: 'Replicas to divide among the clusters.' }),
    rebalance: z.boolean().exactOptional().meta({
      description: 'Whether running replicas may move when the division changes; absent means false.',
    }),
    intersectWithClusterSelector: z.boolean().exactOptional().meta({
      description: 'Whether only clusters count that the clusterSelector of the object selects; absent means false.',
    }),
    clusters: z.record(z.string(), clusterPreference).exactOptional().meta({
      description:
        'What each cluster should have, by its name; * stands for those not named. Absent means equal shares.',
    }),
  })
  .meta({ description: 'How replicas are divided.' });

const replicaSchedulingPreference = kindSchema({
  spec,
  status: z.object({}).exactOptional().meta({ description: 'Empty.' }),
}).meta({ description: 'How the replicas of the federated workload of the same name are divided among the clusters.' });

export type ReplicaSchedulingPreferenceSpec = DeepReadonly<z.output<typeof spec>>;

/** How the replicas of the federated workload of the same name are divided among the clusters. */
export interface ReplicaSchedulingPreference extends KubeObject {
  readonly spec: ReplicaSchedulingPreferenceSpec;
}

export const replicaSchedulingPreferenceKind: ServedKind = {
  type: replicaSchedulingPreferenceType,
  schema: replicaSchedulingPreference,
  shortNames: ['rsp'],
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.targetKind' },
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.totalReplicas' },
    ageColumn,
  ],
  statusSubresource: false,
};

/** Reads a ReplicaSchedulingPreference. */
export function parseReplicaSchedulingPreference(object: unknown): Parsed<ReplicaSchedulingPreference> {
  return parseKind(replicaSchedulingPreference, object);
}
