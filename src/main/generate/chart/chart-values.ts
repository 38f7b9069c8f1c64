import type { Json, JsonObject } from '../../../base/json.ts';
import { featureGateDefaults } from '../../../api/feature-gates.ts';
import { parseKubeFedConfig, type KubeFedConfigSpec } from '../../../api/kubefed-config.ts';

/** One value of the chart. */
export interface ChartValue {
  readonly value: Json;
  readonly description: string;
  /** JSON Schema beside type and description. */
  readonly schema: JsonObject;
}

export interface ChartSection {
  readonly description: string;
  readonly values: Readonly<Record<string, ChartValue | ChartSection>>;
}

const durationPattern = String.raw`^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`;
const settings = defaultSettings();
const { controllerDuration, leaderElect, clusterHealthCheck, syncController, statusController } = settings;

/** The values of the chart: KubeFed's, by their names and with their defaults where these make sense. */
export const chartValues: ChartSection = section('', {
  global: section('', {
    scope: oneOf(
      '',
      ['', 'Cluster', 'Namespaced'],
      'What is federated: all namespaces (Cluster, and the default) or only that of the release (Namespaced). It cannot be changed later',
    ),
  }),
  controllermanager: section('', {
    enabled: plain(true, 'Whether to install anything beside the CRDs'),
    clusterAvailableDelay: duration(
      controllerDuration.availableDelay,
      'How long after a cluster became ready replicas are divided anew',
    ),
    clusterUnavailableDelay: duration(
      controllerDuration.unavailableDelay,
      'How long a lost cluster keeps its share of replicas',
    ),
    cacheSyncTimeout: duration(
      controllerDuration.cacheSyncTimeout,
      "How long the leader's caches of the host may take to fill before it lets another try",
    ),
    leaderElectLeaseDuration: duration(leaderElect.leaseDuration, 'How long others wait for a silent leader'),
    leaderElectRenewDeadline: duration(
      leaderElect.renewDeadline,
      'How long a leader tries to renew before it stops; below leaderElectLeaseDuration',
    ),
    leaderElectRetryPeriod: duration(
      leaderElect.retryPeriod,
      'Time between two tries; leaderElectRenewDeadline has to be more than 1.2 times as long',
    ),
    leaderElectResourceLock: oneOf(
      leaderElect.resourceLock,
      ['configmaps', 'endpoints'],
      'Where a KubeFed that may still run has its lock, which is waited for. Hansa itself holds a Lease',
    ),
    clusterHealthCheckPeriod: duration(clusterHealthCheck.period, 'Time between two probes of a cluster'),
    clusterHealthCheckFailureThreshold: count(
      clusterHealthCheck.failureThreshold,
      'Failed probes in a row after which a cluster is not ready',
    ),
    clusterHealthCheckSuccessThreshold: count(
      clusterHealthCheck.successThreshold,
      'Good probes in a row after which it is ready again',
    ),
    clusterHealthCheckTimeout: duration(clusterHealthCheck.timeout, 'How long a probe may take'),
    syncController: section('', {
      maxConcurrentReconciles: count(
        syncController.maxConcurrentReconciles,
        'Objects worked on at once, on the host and in each cluster, where that is more than the 32 there are anyway',
      ),
      adoptResources: toggle(
        syncController.adoptResources,
        'Whether objects that are in members already are taken over',
      ),
    }),
    statusController: section('', {
      maxConcurrentReconciles: count(
        statusController.maxConcurrentReconciles,
        'Statuses worked on at once, where that is more than the 32 there are anyway',
      ),
    }),
    featureGates: section(
      '',
      Object.fromEntries(
        Object.entries(featureGateDefaults).map(([name, isOn]) => [
          name,
          toggle(isOn ? 'Enabled' : 'Disabled', `The feature gate ${name}`),
        ]),
      ),
    ),
    commonNodeSelector: plain({}, 'Labels of the nodes that the controllers may run on'),
    commonTolerations: plain([], 'Taints that the controllers tolerate'),
    imagePullSecrets: plain([], 'Secrets to pull the image with, as `- name: NAME`'),
    controller: section('', {
      annotations: plain({}, 'Annotations of the Deployment'),
      podAnnotations: plain({}, 'Annotations of its Pods'),
      replicaCount: count(2, 'How many run: one leads, the others stand by'),
      repository: plain('', 'Registry and path before the name of the image, such as `registry.example/hansa`'),
      image: plain('hansa', 'Name of the image'),
      tag: plain('', "Its tag; by default the chart's appVersion"),
      imagePullPolicy: oneOf('IfNotPresent', ['Always', 'IfNotPresent', 'Never'], 'When the image is pulled'),
      logLevel: { ...plain(2, 'From 4 on every failed operation is logged'), schema: { minimum: 0 } },
      forceRedeployment: plain(false, 'Whether each upgrade starts the Pods anew, also without a change'),
      env: plain({}, 'More environment of the controllers, as `NAME: value`'),
      resources: plain(
        { limits: { memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
        'Resources of a controller',
      ),
      federatedTypes: resources(
        'Federated types beside the ten of the chart that the controllers may propagate, as `- group: types.kubefed.io` with `resource: federatedwidgets`',
      ),
      splitTypes: resources(
        'Placement and Override types beside those of the ten that the controllers may read, as `- group: types.kubefed.io` with `resource: federatedwidgetplacements`',
      ),
    }),
    service: section('', { labels: plain({}, 'Labels of the Service for metrics') }),
    webhook: unused({}, 'the rules are in the CRDs, and no webhook runs'),
    certManager: unused({ enabled: false }, 'there is no webhook that would need a certificate'),
    postInstallJob: unused({}, 'there is no such job'),
  }),
});

/** Values by their whole names, such as `global.scope`, in order. */
export function listValues(values: ChartSection, prefix = ''): [name: string, value: ChartValue][] {
  return Object.entries(values.values).flatMap(([key, value]) =>
    'value' in value ? [[prefix + key, value] as [string, ChartValue]] : listValues(value, `${prefix}${key}.`),
  );
}

function section(description: string, values: ChartSection['values']): ChartSection {
  return { description, values };
}

function plain(value: Json, description: string): ChartValue {
  return { value, description, schema: {} };
}

/** A list of resources, empty by default. */
function resources(description: string): ChartValue {
  const name = { type: 'string', minLength: 1 };
  const items = {
    type: 'object',
    additionalProperties: false,
    required: ['group', 'resource'],
    properties: { group: name, resource: name },
  };
  return { value: [], description, schema: { items } };
}

function unused(value: Json, why: string): ChartValue {
  return plain(value, `Without effect: ${why}`);
}

function oneOf(value: string, choices: readonly string[], description: string): ChartValue {
  return { value, description, schema: { enum: [...choices] } };
}

function toggle(value: string, description: string): ChartValue {
  return oneOf(value, ['Enabled', 'Disabled'], description);
}

function duration(value: string, description: string): ChartValue {
  return { value, description, schema: { pattern: durationPattern } };
}

function count(value: number, description: string): ChartValue {
  return { value, description, schema: { minimum: 1 } };
}

function defaultSettings(): KubeFedConfigSpec {
  const parsed = parseKubeFedConfig({ metadata: { name: 'defaults' }, spec: { scope: 'Cluster' } });
  if (!parsed.ok) throw new Error(parsed.reasons.join('; '));
  return parsed.value.spec;
}
