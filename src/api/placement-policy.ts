import { z } from 'zod';
import type { PrinterColumn, ServedKind } from './crd.ts';
import { ageColumn } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import { labelSelectorOf } from './label-selector.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { policyGroup } from './names.ts';
import { ruled } from './rule.ts';
import { toleration } from './toleration.ts';

export const clusterPlacementPolicyType: ResourceType = {
  group: policyGroup,
  version: 'v1alpha1',
  plural: 'clusterplacementpolicies',
  kind: 'ClusterPlacementPolicy',
  namespaced: false,
};

export const placementPolicyType: ResourceType = {
  group: policyGroup,
  version: 'v1alpha1',
  plural: 'placementpolicies',
  kind: 'PlacementPolicy',
  namespaced: true,
};

/** What a list of clusters would cost the API server to check is bounded by this. */
const mostNames = 1_000;

const clusterNames = z.array(z.object({ name: z.string().meta({ description: 'Name of the KubeFedCluster.' }) }));

function clustersThat(how: { readonly names: string; readonly selector: string; readonly expression: string }) {
  const fields = z.object({
    clusters: clusterNames.max(mostNames).exactOptional().meta({ description: how.names }),
    clusterSelector: labelSelectorOf('cluster').exactOptional().meta({ description: how.selector }),
    expression: z.string().min(1).max(1_024).exactOptional().meta({ description: how.expression }),
  });
  return ruled(fields, {
    message: 'must have clusters, clusterSelector or expression: without any of them it would say nothing',
    cel: 'has(self.clusters) || has(self.clusterSelector) || has(self.expression)',
    holds: ({ clusters, clusterSelector, expression }) =>
      clusters !== undefined || clusterSelector !== undefined || expression !== undefined,
  });
}

const allowed = clustersThat({
  names: 'Only these, by name. An empty list means none.',
  selector: 'Only those with these labels. Empty means all.',
  expression: 'Only those for which this CEL expression is true. It knows cluster.name and cluster.labels.',
}).meta({
  description: 'The clusters that are allowed: those for which all that is said here holds. Absent means all.',
});

const denied = clustersThat({
  names: 'These, by name.',
  selector: 'Those with these labels. Empty means all.',
  expression: 'Those for which this CEL expression is true. It knows cluster.name and cluster.labels.',
}).meta({ description: 'The clusters that are not allowed: those for which any of what is said here holds.' });

const names = (description: string) =>
  z.array(z.string().max(253)).max(mostNames).exactOptional().meta({ description });

const selection = z.object({
  kinds: names(
    'Only these kinds, such as FederatedSecret. Absent means all but FederatedNamespace, which has to be named.',
  ),
  namespaces: names('Only objects in these namespaces. Absent means all.'),
  labelSelector: labelSelectorOf('object').exactOptional().meta({ description: 'Only objects with these labels.' }),
});
/** What a PlacementPolicy selects is in its own namespace. */
const selectionInNamespace = selection.omit({ namespaces: true }) as unknown as typeof selection;

function policySpec(select: typeof selection) {
  const spec = z.object({
    mode: z.enum(['Enforce', 'Audit']).default('Enforce').meta({
      description:
        'Enforce, or Audit: then the status of objects tells what it would exclude, and nothing is excluded.',
    }),
    select: select.exactOptional().meta({
      description: 'The federated objects it is about: those for which all that is said here holds.',
    }),
    allowed: allowed.exactOptional(),
    denied: denied.exactOptional(),
    requiredTolerations: z.array(toleration).max(32).exactOptional().meta({
      description:
        'A cluster is allowed only where these tolerate all its taints with the effect NoSchedule or NoExecute. Empty means no such taint. Absent means that taints do not matter.',
    }),
    maxClusters: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: 'In how many clusters an object may be at most. Those it is in already come first.' }),
    whenNoLongerAllowed: z.enum(['Keep', 'Remove']).default('Keep').meta({
      description: 'What becomes of an object in a cluster that is not allowed any more.',
    }),
  });
  return ruled(spec, {
    message: 'must have allowed, denied, requiredTolerations or maxClusters: without any of them it would say nothing',
    cel: 'has(self.allowed) || has(self.denied) || has(self.requiredTolerations) || has(self.maxClusters)',
    holds: ({ allowed, denied, requiredTolerations, maxClusters }) =>
      [allowed, denied, requiredTolerations, maxClusters].some((rule) => rule !== undefined),
  }).meta({ description: 'Which objects it is about, and which clusters they may be in.' });
}

const clusterPlacementPolicy = kindSchema({ spec: policySpec(selection) }).meta({
  description: 'Which clusters federated objects may be in, of all namespaces and of none.',
});

const placementPolicy = kindSchema({ spec: policySpec(selectionInNamespace) }).meta({
  description:
    'Which clusters the federated objects of its namespace may be in. It narrows what ClusterPlacementPolicies allow.',
});

export type PlacementPolicySpec = DeepReadonly<z.output<ReturnType<typeof policySpec>>>;
export type ClusterChoice = NonNullable<PlacementPolicySpec['allowed']>;

/** A ClusterPlacementPolicy, or (in a namespace) a PlacementPolicy. */
export interface PlacementPolicy extends KubeObject {
  readonly spec: PlacementPolicySpec;
}

const columns: readonly PrinterColumn[] = [
  { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
  { name: 'Max', type: 'integer', jsonPath: '.spec.maxClusters' },
  { name: 'When not allowed', type: 'string', jsonPath: '.spec.whenNoLongerAllowed' },
  ageColumn,
];

export const clusterPlacementPolicyKind: ServedKind = {
  type: clusterPlacementPolicyType,
  schema: clusterPlacementPolicy,
  shortNames: ['cpp'],
  columns,
  statusSubresource: false,
};

export const placementPolicyKind: ServedKind = {
  type: placementPolicyType,
  schema: placementPolicy,
  shortNames: ['pp'],
  columns,
  statusSubresource: false,
};

/** Reads a policy of either kind. */
export function parsePlacementPolicy(object: KubeObject): Parsed<PlacementPolicy> {
  return parseKind<typeof clusterPlacementPolicy>(clusterPlacementPolicy, object);
}
