import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coreCrds } from './core-crds.ts';
import type { CrdSchema } from './crd-schema.ts';
import { defaultFederatedCrd, defaultTypes } from './default-types.ts';
import { structuralFaults } from './testing/structural-faults.ts';

const federated = defaultTypes.map(defaultFederatedCrd);

describe('CRDs', () => {
  it('are named, scoped and abbreviated as KubeFed has them', () => {
    const rows = [...coreCrds(), ...federated].map(({ metadata, spec }) =>
      [metadata.name, spec.versions[0]?.name, spec.scope, ...(spec.names.shortNames ?? [])].join(' '),
    );
    assert.deepEqual(rows, [
      'kubefedclusters.core.kubefed.io v1beta1 Namespaced kfc',
      'federatedtypeconfigs.core.kubefed.io v1beta1 Namespaced ftc',
      'kubefedconfigs.core.kubefed.io v1beta1 Namespaced',
      'propagatedversions.core.kubefed.io v1alpha1 Namespaced',
      'clusterpropagatedversions.core.kubefed.io v1alpha1 Cluster',
      'federatedservicestatuses.core.kubefed.io v1alpha1 Namespaced',
      'replicaschedulingpreferences.scheduling.kubefed.io v1alpha1 Namespaced rsp',
      'clusterplacementpolicies.policy.kubefed.io v1alpha1 Cluster cpp',
      'placementpolicies.policy.kubefed.io v1alpha1 Namespaced pp',
      'schedulingpreferences.scheduling.kubefed.io v1alpha1 Namespaced spref',
      'federatedclusterroles.types.kubefed.io v1beta1 Cluster',
      'federatedconfigmaps.types.kubefed.io v1beta1 Namespaced fcm',
      'federateddeployments.types.kubefed.io v1beta1 Namespaced fdeploy',
      'federatedingresses.types.kubefed.io v1beta1 Namespaced fing',
      'federatedjobs.types.kubefed.io v1beta1 Namespaced',
      'federatednamespaces.types.kubefed.io v1beta1 Namespaced fns',
      'federatedreplicasets.types.kubefed.io v1beta1 Namespaced frs',
      'federatedsecrets.types.kubefed.io v1beta1 Namespaced',
      'federatedserviceaccounts.types.kubefed.io v1beta1 Namespaced fsa',
      'federatedservices.types.kubefed.io v1beta1 Namespaced fsvc',
    ]);
  });

  it('write status apart where KubeFed does', () => {
    const together = coreCrds().filter(({ spec }) => spec.versions[0]?.subresources === undefined);
    assert.deepEqual(
      together.map(({ spec }) => spec.names.kind),
      [
        'KubeFedConfig',
        'FederatedServiceStatus',
        'ReplicaSchedulingPreference',
        'ClusterPlacementPolicy',
        'PlacementPolicy',
      ],
    );
  });

  it('show in columns what becomes of FederatedTypeConfigs', () => {
    const crd = coreCrds().find(({ spec }) => spec.names.kind === 'FederatedTypeConfig');
    assert.deepEqual(
      crd?.spec.versions[0]?.additionalPrinterColumns?.map(({ name }) => name),
      ['Federated', 'Propagation', 'Controller', 'Age'],
    );
  });

  it('show the columns of KubeFedClusters in the order of old', () => {
    assert.deepEqual(coreCrds()[0]?.spec.versions[0]?.additionalPrinterColumns, [
      { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      { name: 'ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
      { name: 'kubernetes-version', type: 'string', jsonPath: '.status.kubernetesVersion' },
    ]);
  });

  for (const { metadata, spec } of [...coreCrds(), ...federated]) {
    const schema = spec.versions[0]!.schema.openAPIV3Schema;

    it(`${metadata.name} is structural`, () => assert.deepEqual(structuralFaults(schema), []));

    it(`${metadata.name} describes every field`, () => {
      const { apiVersion: _a, kind: _k, metadata: _m, ...own } = schema.properties!;
      assert.deepEqual(undescribed({ ...schema, properties: own }, metadata.name), []);
    });
  }
});

function undescribed(schema: CrdSchema, path: string): string[] {
  const inner = schema.items ?? schema.additionalProperties ?? schema;
  const fields = Object.entries(inner.properties ?? {});
  return [
    ...(schema.description === undefined ? [path] : []),
    ...fields.flatMap(([name, each]) => undescribed(each, `${path}.${name}`)),
  ];
}
