import { z } from 'zod';
import type { ServedKind } from './crd.ts';
import { ageColumn } from './crd.ts';
import { dateTime } from './date-time.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import { kindName, objectName } from './kubernetes-names.ts';
import { labelSelectorOf } from './label-selector.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { schedulingGroup } from './names.ts';
import { ruled } from './rule.ts';
import { timedToleration } from './toleration.ts';

export const schedulingPreferenceType: ResourceType = {
  group: schedulingGroup,
  version: 'v1alpha1',
  plural: 'schedulingpreferences',
  kind: 'SchedulingPreference',
  namespaced: true,
};

const whole = (description: string) => z.int32().min(0).exactOptional().meta({ description });
const seconds = whole;

const clusterTerm = {
  clusters: z
    .array(z.object({ name: z.string().max(253).meta({ description: 'Name of the KubeFedCluster.' }) }))
    .max(1_000)
    .exactOptional()
    .meta({ description: 'Only these clusters, by name.' }),
  clusterSelector: labelSelectorOf('cluster').exactOptional().meta({
    description: 'Only clusters with these labels.',
  }),
  expression: z.string().min(1).max(1_024).exactOptional().meta({
    description: 'Only clusters for which this CEL expression is true. It knows cluster.name and cluster.labels.',
  }),
};

const groups = ruled(
  z
    .array(z.object({ name: objectName.meta({ description: 'What the status calls the group.' }), ...clusterTerm }))
    .min(1)
    .max(16)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }),
  {
    message: 'names of groups must differ',
    holds: (groups) => new Set(groups.map(({ name }) => name)).size === groups.length,
  },
);

const preferred = z.object({
  weight: z.int32().min(1).max(100).meta({ description: 'What it counts, from 1 to 100.' }),
  ...clusterTerm,
});

const score = z.object({
  name: z.string().min(1).max(253).meta({ description: 'Name of the value.' }),
  weight: z.int32().min(-100).max(100).meta({ description: 'What it counts; below 0 where less is better.' }),
});

const spreadRule = ruled(
  z.object({
    label: z.string().min(1).max(317).meta({
      description: 'Clusters with the same value of this label are a group, such as a region.',
    }),
    minGroups: z.int32().min(1).exactOptional().meta({ description: 'At least that many groups; absent means 1.' }),
    maxGroups: z.int32().min(1).exactOptional().meta({ description: 'At most that many; absent means any number.' }),
    maxSkew: z.int32().min(1).exactOptional().meta({
      description:
        'How many replicas, or clusters where replicas are not divided, one group may have more than another; absent means any number.',
    }),
  }),
  {
    message: 'minGroups must not be more than maxGroups',
    cel: '!has(self.minGroups) || !has(self.maxGroups) || self.minGroups <= self.maxGroups',
    holds: ({ minGroups = 1, maxGroups = Infinity }) => minGroups <= maxGroups,
  },
);

const spread = ruled(z.array(spreadRule).max(4), {
  message: 'only one of them may have a maxSkew',
  cel: 'self.filter(rule, has(rule.maxSkew)).size() <= 1',
  holds: (rules) => rules.filter(({ maxSkew }) => maxSkew !== undefined).length <= 1,
});

const clusters = z.object({
  groups: groups.exactOptional().meta({
    description: 'Groups of clusters in the order they are tried; absent means one group of all clusters.',
  }),
  groupUse: z.enum(['Fallback', 'SpillOver']).exactOptional().meta({
    description:
      'Whether a later group is used instead of the earlier ones (Fallback), or for what they have no room for (SpillOver); absent means Fallback.',
  }),
  tolerations: z
    .array(timedToleration)
    .max(32)
    .exactOptional()
    .meta({ description: 'Taints of clusters to put up with.' }),
  preferred: z.array(preferred).max(32).exactOptional().meta({
    description: 'Clusters to take first: the weights of all that have a cluster are added up.',
  }),
  scores: z.array(score).max(16).exactOptional().meta({
    description: 'Values that others have found for clusters: each times its weight is added.',
  }),
  spread: spread.exactOptional().meta({ description: 'What to spread over, the most important first.' }),
  maxClusters: z.int32().min(1).exactOptional().meta({
    description: 'At most that many clusters; absent means any number.',
  }),
});

const share = ruled(
  z.object({
    ...clusterTerm,
    min: whole('At least that many, if there are so many and there is room; absent means 0.'),
    max: whole('At most that many; absent means any number.'),
    weight: whole('Share relative to other clusters, where replicas are divided by weight; absent means 1.'),
    priority: z.int32().exactOptional().meta({
      description: 'Clusters of a higher priority are filled before others get more than their min; absent means 0.',
    }),
  }),
  {
    message: 'min must not be more than max',
    cel: '!has(self.min) || !has(self.max) || self.min <= self.max',
    holds: ({ min = 0, max = Infinity }) => min <= max,
  },
);

const replicas = z.object({
  divideBy: z.enum(['Weight', 'FreeCapacity', 'FewestClusters']).meta({
    description: 'Given weights, what clusters have room for, or so that few clusters are needed.',
  }),
  total: whole('Replicas to divide; absent means those of the template.'),
  shares: z.array(share).max(64).exactOptional().meta({
    description: 'What clusters should have. The first that has a cluster counts; one that none has, has weight 1.',
  }),
});

const failover = z.object({
  afterSeconds: seconds('How long a cluster that is not ready is waited for; absent means 300.'),
  whenBack: z.enum(['Stay', 'Return']).exactOptional().meta({
    description:
      'Whether what was moved stays where it is, or returns, when the cluster is ready again; absent means Stay.',
  }),
});

const full = z.object({
  moveAfterSeconds: seconds('How long a pod may look for room before its replica is moved; absent means 60.'),
  retryAfterSeconds: seconds('How long a cluster that had no room is given no more; absent means 1800.'),
});

const target = ruled(
  z.object({
    kind: kindName.meta({ description: 'Kind of the federated objects, such as FederatedDeployment.' }),
    name: objectName.exactOptional().meta({ description: 'Name of the object, in the same namespace.' }),
    labelSelector: labelSelectorOf('object').exactOptional().meta({
      description: 'Labels of the objects, in the same namespace.',
    }),
  }),
  {
    message: 'must have either name or labelSelector',
    cel: 'has(self.name) != has(self.labelSelector)',
    holds: ({ name, labelSelector }) => (name === undefined) !== (labelSelector === undefined),
  },
);

const spec = ruled(
  z.object({
    target: target.meta({ description: 'What is scheduled.' }),
    clusters: clusters.exactOptional().meta({ description: 'Which of the clusters that are allowed are taken.' }),
    replicas: replicas.exactOptional().meta({
      description: 'How replicas are divided; absent means that every cluster has those of the template.',
    }),
    rebalance: z.enum(['Never', 'OnDemand', 'Automatic']).exactOptional().meta({
      description:
        'When what runs may move to where it would be better: never, once for each rebalanceRequest, or always; absent means Never.',
    }),
    rebalanceRequest: z.string().min(1).max(253).exactOptional().meta({
      description: 'Any text: what runs may move once whenever it changes, where rebalance is OnDemand.',
    }),
    failover: failover.exactOptional().meta({ description: 'What becomes of replicas in clusters that are lost.' }),
    full: full.exactOptional().meta({ description: 'What becomes of replicas that clusters have no room for.' }),
  }),
  {
    message: 'rebalanceRequest needs rebalance to be OnDemand',
    cel: "!has(self.rebalanceRequest) || (has(self.rebalance) && self.rebalance == 'OnDemand')",
    holds: ({ rebalance, rebalanceRequest }) => rebalanceRequest === undefined || rebalance === 'OnDemand',
  },
).meta({ description: 'What is scheduled, and how.' });

const why = {
  reason: z.string().meta({ description: 'Why, in one CamelCase word.' }),
  message: z.string().meta({ description: 'Why, for people.' }),
};
const cluster = z.string().meta({ description: 'Name of the KubeFedCluster.' });
const clusterNames = z.array(z.string()).meta({ description: 'Names of KubeFedClusters.' });
const number = (description: string) => z.int32().meta({ description });

const decision = z.object({
  name: z.string().meta({ description: 'Name of the object.' }),
  outcome: z.enum(['Scheduled', 'Unschedulable']).meta({
    description: 'Whether clusters were found as asked for; if not, what runs stays.',
  }),
  message: z.string().meta({ description: 'What was decided, for people.' }),
  group: z.string().exactOptional().meta({ description: 'The group of clusters that is used, where only one is.' }),
  taken: z
    .array(
      z.object({
        clusters: clusterNames,
        replicas: number('Replicas that each of them gets.').exactOptional(),
        ...why,
      }),
    )
    .meta({
      description:
        'The clusters it goes to, those of which the same is said together. Without replicas it has those of the template, or of an autoscaler.',
    }),
  left: z
    .array(
      z.object({
        clusters: clusterNames.exactOptional(),
        others: number(
          'How many they are, where they are not named: all that are allowed and not named here.',
        ).exactOptional(),
        ...why,
      }),
    )
    .meta({ description: 'The clusters it does not go to, those of which the same is said together.' }),
  among: z.string().exactOptional().meta({
    description: 'Hash of the names of the clusters that were allowed; there where some are not named.',
  }),
  unplaced: number('Replicas that found no place.'),
  limits: z
    .array(
      z.object({
        cluster,
        replicas: number('Replicas it had room for.'),
        since: dateTime.meta({ description: 'When that was found out.' }),
      }),
    )
    .exactOptional()
    .meta({ description: 'What clusters turned out to have room for.' }),
  former: z
    .array(z.object({ cluster, replicas: number('Replicas it had.') }))
    .exactOptional()
    .meta({ description: 'What clusters had when they were lost.' }),
  rebalanceRequest: z.string().exactOptional().meta({ description: 'The rebalanceRequest that was last met.' }),
});

const status = z
  .object({
    observedGeneration: z.int().meta({ description: 'Generation of the spec that the decisions follow.' }),
    problem: z.string().exactOptional().meta({
      description: 'Why nothing can be decided; then what runs stays, and nothing new comes in.',
    }),
    summary: z.string().meta({ description: 'What became of it, for people.' }),
    decisions: z.array(decision).meta({ description: 'What was decided, an entry an object.' }),
    overruled: z
      .array(
        z.object({
          name: z.string().meta({ description: 'Name of the object.' }),
          by: z.string().meta({ description: 'Name of the SchedulingPreference that is followed instead.' }),
        }),
      )
      .exactOptional()
      .meta({ description: 'Objects that another preference decides about.' }),
  })
  .meta({ description: 'What was decided, and why.' });

const schedulingPreference = kindSchema({ spec, status: status.exactOptional() }).meta({
  description: 'Which clusters objects should run in, and with how many replicas, within what is allowed.',
});

export type SchedulingPreferenceSpec = DeepReadonly<z.output<typeof spec>>;
export type SchedulingPreferenceStatus = DeepReadonly<z.output<typeof status>>;
/** What was decided for one object, as the status has it. */
export type RecordedDecision = DeepReadonly<z.output<typeof decision>>;

/** Which clusters objects should run in, and with how many replicas, within what is allowed. */
export interface SchedulingPreference extends KubeObject {
  readonly spec: SchedulingPreferenceSpec;
  readonly status?: SchedulingPreferenceStatus;
}

export const schedulingPreferenceKind: ServedKind = {
  type: schedulingPreferenceType,
  schema: schedulingPreference,
  shortNames: ['spref'],
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.target.kind' },
    { name: 'Divide-By', type: 'string', jsonPath: '.spec.replicas.divideBy' },
    { name: 'Rebalance', type: 'string', jsonPath: '.spec.rebalance' },
    { name: 'Decided', type: 'string', jsonPath: '.status.summary' },
    { name: 'Problem', type: 'string', jsonPath: '.status.problem', priority: 1 },
    ageColumn,
  ],
  statusSubresource: true,
};

/** Reads a SchedulingPreference. */
export function parseSchedulingPreference(object: unknown): Parsed<SchedulingPreference> {
  return parseKind(schedulingPreference, object);
}
