import { z } from 'zod';
import { labelSelectorOf } from './label-selector.ts';

/** Where an object goes: `spec.placement`, whichever object it stands in. */
export const placementField = z
  .object({
    clusters: z
      .array(z.object({ name: z.string().meta({ description: 'Name of the KubeFedCluster.' }) }))
      .exactOptional()
      .meta({
        description: 'The clusters, by name. An empty list means none; when it is absent the selector decides.',
      }),
    clusterSelector: labelSelectorOf('cluster').exactOptional().meta({
      description: 'The clusters, by their labels. Empty means all. Ignored when clusters is given.',
    }),
  })
  .meta({ description: 'The clusters it should appear in.' });

const override = z.object({
  op: z
    .string()
    .regex(/^(add|remove|replace)?$/)
    .exactOptional()
    .meta({ description: 'add, remove or replace; absent means replace.' }),
  path: z.string().meta({ description: 'JSON pointer to the field, such as /spec/replicas.' }),
  value: z
    .unknown()
    .exactOptional()
    .meta({ 'x-kubernetes-preserve-unknown-fields': true, description: 'The value for add and replace.' }),
});

/** How it differs there: `spec.overrides`, whichever object it stands in. */
export const overridesField = z
  .array(
    z.object({
      clusterName: z.string().exactOptional().meta({ description: 'Name of the KubeFedCluster.' }),
      clusterOverrides: z
        .array(override)
        .exactOptional()
        .meta({ description: 'JSON Patch operations, in their order.' }),
    }),
  )
  .meta({ description: 'How it differs from cluster to cluster.' });
