import type { AdmissionCase } from './admission-case.ts';

const target = { kind: 'FederatedDeployment', name: 'web' };

function preference(spec: object): AdmissionCase['object'] {
  return {
    apiVersion: 'scheduling.kubefed.io/v1alpha1',
    kind: 'SchedulingPreference',
    metadata: { name: 'web', namespace: 'default' },
    spec: { target, ...spec },
  };
}

const divideBy = 'Weight';

export const schedulingPreferenceCases: readonly AdmissionCase[] = [
  { title: 'no more than a target', object: preference({}) },
  {
    title: 'every field',
    object: preference({
      target: { kind: 'FederatedDeployment', labelSelector: { matchLabels: { app: 'web' } } },
      clusters: {
        groups: [
          { name: 'own', clusterSelector: { matchExpressions: [{ key: 'owner', operator: 'Exists' }] } },
          { name: 'rented', clusters: [{ name: 'm3' }], expression: "cluster.labels.region == 'north'" },
        ],
        groupUse: 'SpillOver',
        tolerations: [
          { key: 'upgrade', value: 'now', effect: 'NoSchedule' },
          { key: 'gpu', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
          { operator: 'Exists' },
        ],
        preferred: [{ weight: 10, clusterSelector: { matchLabels: { tier: 'gold' } } }],
        scores: [{ name: 'price', weight: -1 }],
        spread: [
          { label: 'topology.kubernetes.io/region', minGroups: 2, maxGroups: 3, maxSkew: 1 },
          { label: 'provider', minGroups: 2 },
        ],
        maxClusters: 4,
      },
      replicas: {
        divideBy: 'FreeCapacity',
        total: 9,
        shares: [{ clusters: [{ name: 'm1' }], min: 1, max: 4, weight: 2, priority: 1 }],
      },
      rebalance: 'OnDemand',
      rebalanceRequest: 'monday',
      failover: { afterSeconds: 60, whenBack: 'Return' },
      full: { moveAfterSeconds: 30, retryAfterSeconds: 600 },
    }),
  },
  {
    title: 'neither name nor labelSelector',
    object: preference({ target: { kind: 'FederatedDeployment' } }),
    refused: { field: 'spec.target', why: 'must have either name or labelSelector' },
  },
  {
    title: 'both name and labelSelector',
    object: preference({ target: { ...target, labelSelector: {} } }),
    refused: { field: 'spec.target', why: 'must have either name or labelSelector' },
  },
  {
    title: 'a toleration without a key that does not say Exists',
    object: preference({ clusters: { tolerations: [{ effect: 'NoSchedule' }] } }),
    refused: { field: 'spec.clusters.tolerations[0]', why: 'operator must be Exists when key is absent' },
  },
  {
    title: 'a toleration with a value that does not matter',
    object: preference({ clusters: { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] } }),
    refused: { field: 'spec.clusters.tolerations[0]', why: 'and then there is no value' },
  },
  {
    title: 'more groups at least than at most',
    object: preference({ clusters: { spread: [{ label: 'region', minGroups: 3, maxGroups: 2 }] } }),
    refused: { field: 'spec.clusters.spread[0]', why: 'minGroups must not be more than maxGroups' },
  },
  {
    title: 'two skews',
    object: preference({
      clusters: {
        spread: [
          { label: 'region', maxSkew: 1 },
          { label: 'zone', maxSkew: 1 },
        ],
      },
    }),
    refused: { field: 'spec.clusters.spread', why: 'only one of them may have a maxSkew' },
  },
  {
    title: 'two groups of one name',
    object: preference({ clusters: { groups: [{ name: 'own' }, { name: 'own' }] } }),
    refused: { field: 'spec.clusters.groups' },
  },
  {
    title: 'a minimum above the maximum',
    object: preference({ replicas: { divideBy, shares: [{ min: 3, max: 2 }] } }),
    refused: { field: 'spec.replicas.shares[0]', why: 'min must not be more than max' },
  },
  {
    title: 'fewer than no replicas',
    object: preference({ replicas: { divideBy, total: -1 } }),
    refused: { field: 'spec.replicas.total' },
  },
  {
    title: 'a division that does not exist',
    object: preference({ replicas: { divideBy: 'Luck' } }),
    refused: { field: 'spec.replicas.divideBy', why: 'supported values: "Weight", "FreeCapacity", "FewestClusters"' },
  },
  {
    title: 'a request to rebalance that nobody hears',
    object: preference({ rebalance: 'Automatic', rebalanceRequest: 'now' }),
    refused: { field: 'spec', why: 'rebalanceRequest needs rebalance to be OnDemand' },
  },
];
