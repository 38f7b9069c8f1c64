import type { AdmissionCase } from './admission-case.ts';

function config(spec: object): AdmissionCase['object'] {
  return {
    apiVersion: 'core.kubefed.io/v1beta1',
    kind: 'KubeFedConfig',
    metadata: { name: 'kubefed', namespace: 'default' },
    spec,
  };
}

function section(name: string, field: string, value: unknown): AdmissionCase['object'] {
  return config({ scope: 'Cluster', [name]: { [field]: value } });
}

const durations = [
  ['controllerDuration', 'availableDelay'],
  ['controllerDuration', 'unavailableDelay'],
  ['controllerDuration', 'cacheSyncTimeout'],
  ['leaderElect', 'leaseDuration'],
  ['leaderElect', 'renewDeadline'],
  ['leaderElect', 'retryPeriod'],
  ['clusterHealthCheck', 'period'],
  ['clusterHealthCheck', 'timeout'],
] as const;

const counts = [
  ['clusterHealthCheck', 'failureThreshold'],
  ['clusterHealthCheck', 'successThreshold'],
  ['syncController', 'maxConcurrentReconciles'],
  ['statusController', 'maxConcurrentReconciles'],
] as const;

const gates =
  'supported values: "PropagatedVersions", "PushReconciler", "RawResourceStatusCollection", "SchedulerPreferences"';

/** What KubeFed's defaulting webhook made of `spec: {scope: Cluster}`, and the feature gates of our own. */
export const defaultedSpec = {
  scope: 'Cluster',
  controllerDuration: { availableDelay: '20s', unavailableDelay: '1m0s', cacheSyncTimeout: '5m0s' },
  leaderElect: { leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '5s', resourceLock: 'configmaps' },
  featureGates: [
    { name: 'PropagatedVersions', configuration: 'Disabled' },
    { name: 'PushReconciler', configuration: 'Enabled' },
    { name: 'RawResourceStatusCollection', configuration: 'Disabled' },
    { name: 'SchedulerPreferences', configuration: 'Enabled' },
  ],
  clusterHealthCheck: { period: '10s', failureThreshold: 3, successThreshold: 1, timeout: '3s' },
  syncController: { maxConcurrentReconciles: 1, adoptResources: 'Enabled' },
  statusController: { maxConcurrentReconciles: 1 },
};

export const kubeFedConfigCases: readonly AdmissionCase[] = [
  { title: 'scope alone', object: config({ scope: 'Cluster' }) },
  { title: 'scope Namespaced', object: config({ scope: 'Namespaced' }) },
  { title: 'every field', object: config(defaultedSpec) },
  {
    title: 'some gates, as KubeFed 0.10 knows them',
    object: config({ scope: 'Cluster', featureGates: [{ name: 'PushReconciler', configuration: 'Disabled' }] }),
  },
  { title: 'no gates', object: config({ scope: 'Cluster', featureGates: [] }) },
  { title: 'endpoints for the lock', object: section('leaderElect', 'resourceLock', 'endpoints') },
  {
    title: 'null, which counts as absent',
    object: config({ scope: 'Cluster', leaderElect: null, featureGates: null }),
  },
  { title: 'without scope', object: config({}), refused: { field: 'spec.scope', why: 'Required value' } },
  ...['', 'cluster', 'Galaxy'].map((scope) => ({
    title: `scope ${JSON.stringify(scope)}`,
    object: config({ scope }),
    refused: { field: 'spec.scope', why: 'supported values: "Cluster", "Namespaced"' },
  })),
  ...durations.flatMap(([name, field]) =>
    ['0s', '-1s', '', '20', 'soon', '1d'].map((value) => ({
      title: `${name}.${field} ${JSON.stringify(value)}`,
      object: section(name, field, value),
      refused: { field: `spec.${name}.${field}`, why: 'should be greater than 0, written as a Go duration' },
    })),
  ),
  ...counts.flatMap(([name, field]) =>
    [0, -1].map((value) => ({
      title: `${name}.${field} ${value}`,
      object: section(name, field, value),
      refused: { field: `spec.${name}.${field}` },
    })),
  ),
  {
    title: 'leaseDuration equal to renewDeadline',
    object: config({ scope: 'Cluster', leaderElect: { leaseDuration: '10s', renewDeadline: '10s' } }),
    refused: { field: 'spec.leaderElect', why: 'leaseDuration should be greater than renewDeadline' },
  },
  {
    title: 'leaseDuration just above renewDeadline',
    object: config({ scope: 'Cluster', leaderElect: { leaseDuration: '10.001s', renewDeadline: '10s' } }),
  },
  {
    title: 'renewDeadline exactly 1.2 times retryPeriod',
    object: config({ scope: 'Cluster', leaderElect: { renewDeadline: '6s', retryPeriod: '5s' } }),
    refused: { field: 'spec.leaderElect', why: 'renewDeadline should be greater than 1.2 times retryPeriod' },
  },
  {
    title: 'renewDeadline just above 1.2 times retryPeriod',
    object: config({ scope: 'Cluster', leaderElect: { renewDeadline: '6001ms', retryPeriod: '5s' } }),
  },
  {
    title: 'a lock that does not exist',
    object: section('leaderElect', 'resourceLock', 'secrets'),
    refused: { field: 'spec.leaderElect.resourceLock', why: 'supported values: "configmaps", "endpoints"' },
  },
  ...['CrossClusterServiceDiscovery', 'FederatedIngress', 'pushreconciler', ''].map((name) => ({
    title: `feature gate ${JSON.stringify(name)}`,
    object: config({ scope: 'Cluster', featureGates: [{ name, configuration: 'Enabled' }] }),
    refused: { field: 'spec.featureGates[0].name', why: gates },
  })),
  {
    title: 'feature gate neither enabled nor disabled',
    object: config({ scope: 'Cluster', featureGates: [{ name: 'PushReconciler', configuration: 'true' }] }),
    refused: { field: 'spec.featureGates[0].configuration', why: 'supported values: "Enabled", "Disabled"' },
  },
  {
    title: 'feature gate named twice',
    object: config({
      scope: 'Cluster',
      featureGates: [
        { name: 'PushReconciler', configuration: 'Enabled' },
        { name: 'PushReconciler', configuration: 'Disabled' },
      ],
    }),
    refused: { field: 'spec.featureGates' },
  },
  {
    title: 'adoptResources',
    object: section('syncController', 'adoptResources', 'Yes'),
    refused: { field: 'spec.syncController.adoptResources', why: 'supported values: "Enabled", "Disabled"' },
  },
];
