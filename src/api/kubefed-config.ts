import { z } from 'zod';
import type { ServedKind } from './crd.ts';
import { ageColumn } from './crd.ts';
import { featureGateDefaults, featureGateNames } from './feature-gates.ts';
import { longerThan, positiveDuration } from './go-duration.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { coreGroup } from './names.ts';
import { ruled } from './rule.ts';

export const kubeFedConfigType: ResourceType = {
  group: coreGroup,
  version: 'v1beta1',
  plural: 'kubefedconfigs',
  kind: 'KubeFedConfig',
  namespaced: true,
};

const toggle = z.enum(['Enabled', 'Disabled']);
const duration = (text: string, description: string) => positiveDuration.default(text).meta({ description });
const count = (value: number, description: string) => z.int().min(1).default(value).meta({ description });

const controllerDuration = z.object({
  availableDelay: duration(
    '20s',
    'How long after a cluster became ready replicas are divided anew; propagation does not wait.',
  ),
  unavailableDelay: duration('1m0s', 'How long a lost cluster keeps its share of replicas; propagation does not wait.'),
  cacheSyncTimeout: duration(
    '5m0s',
    'How long the caches of the host may take to fill before the leader lets another try.',
  ),
});

const leaderElect = ruled(
  z.object({
    leaseDuration: duration('15s', 'How long others wait before they take over from a silent leader.'),
    renewDeadline: duration('10s', 'How long a leader tries to renew before it steps down.'),
    retryPeriod: duration('5s', 'How long to wait between two tries.'),
    resourceLock: z.enum(['configmaps', 'endpoints']).default('configmaps').meta({
      description:
        'Where KubeFed keeps its lock; while that is live, no controller of Hansa begins. Hansa itself holds a Lease.',
    }),
  }),
  longerThan(['leaseDuration', 1], ['renewDeadline', 1], 'leaseDuration should be greater than renewDeadline'),
  longerThan(['renewDeadline', 5], ['retryPeriod', 6], 'renewDeadline should be greater than 1.2 times retryPeriod'),
);

const featureGate = z.object({
  name: z.enum(featureGateNames).meta({ description: 'Name of the gate.' }),
  configuration: toggle.meta({ description: 'Whether the feature is on.' }),
});

const featureGates = ruled(z.array(featureGate), {
  message: 'each feature gate may be named once',
  holds: (gates) => new Set(gates.map(({ name }) => name)).size === gates.length,
})
  .default(featureGateNames.map((name) => ({ name, configuration: toggleOf(featureGateDefaults[name]) })))
  .meta({
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    description: 'Features switched on or off; one that is not listed has its default.',
  });

const clusterHealthCheck = z.object({
  period: duration('10s', 'How long to wait between two probes.'),
  failureThreshold: count(3, 'Probes in a row that must fail before a ready cluster counts as not ready.'),
  successThreshold: count(1, 'Probes in a row that must succeed before a cluster counts as ready again.'),
  timeout: duration('3s', 'How long one probe may take.'),
});

const workers = (of: string) =>
  count(1, `How many ${of} are worked on at once, where that is more than the 32 there are anyway.`);

const syncController = z.object({
  maxConcurrentReconciles: workers('objects, on the host and in each cluster,'),
  adoptResources: toggle.default('Enabled').meta({
    description: 'Whether an object that is in a member already is taken over.',
  }),
});

const statusController = z.object({ maxConcurrentReconciles: workers('statuses') });

// The API server checks rules on defaults as they stand, so each section's default is whole.
const spec = z
  .object({
    scope: ruled(z.enum(['Cluster', 'Namespaced']), { message: 'field is immutable', cel: 'self == oldSelf' }).meta({
      description: 'Whether the federation spans all namespaces or its own only.',
    }),
    controllerDuration: controllerDuration
      .default(controllerDuration.parse({}))
      .meta({ description: 'Delays of the controllers.' }),
    leaderElect: leaderElect
      .default(leaderElect.parse({}))
      .meta({ description: 'How the leader among the controllers is found.' }),
    featureGates,
    clusterHealthCheck: clusterHealthCheck
      .default(clusterHealthCheck.parse({}))
      .meta({ description: 'How the members are probed.' }),
    syncController: syncController
      .default(syncController.parse({}))
      .meta({ description: 'How objects are propagated.' }),
    statusController: statusController
      .default(statusController.parse({}))
      .meta({ description: 'How status is collected.' }),
  })
  .meta({ description: 'Settings of the federation.' });

const kubeFedConfig = kindSchema({ spec }).meta({
  description: 'Settings of the federation. The one named kubefed counts. Changes hold at once.',
});

export type KubeFedConfigSpec = DeepReadonly<z.output<typeof spec>>;

/** Settings of the federation, every default filled in. */
export interface KubeFedConfig extends KubeObject {
  readonly spec: KubeFedConfigSpec;
}

export const kubeFedConfigKind: ServedKind = {
  type: kubeFedConfigType,
  schema: kubeFedConfig,
  columns: [{ name: 'Scope', type: 'string', jsonPath: '.spec.scope' }, ageColumn],
  statusSubresource: false,
};

/** Reads a KubeFedConfig and fills in every default but those of single feature gates. */
export function parseKubeFedConfig(object: unknown): Parsed<KubeFedConfig> {
  return parseKind(kubeFedConfig, object);
}

function toggleOf(on: boolean): z.output<typeof toggle> {
  return on ? 'Enabled' : 'Disabled';
}
