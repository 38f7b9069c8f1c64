import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedCrdOptions } from './federated-crd.ts';
import { federatedCrd } from './federated-crd.ts';
import { defaultPlace } from './federated-type.ts';

const deployments: FederatedCrdOptions = {
  ...defaultPlace,
  target: { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true },
  shortNames: ['deploy', 'dep'],
  hasTemplateSchema: true,
  hasReplicas: true,
};

function specFields(options: FederatedCrdOptions): string[] {
  const schema = federatedCrd(options).spec.versions[0]!.schema.openAPIV3Schema;
  return Object.keys(schema.properties?.['spec']?.properties ?? {});
}

describe('federatedCrd', () => {
  it('names the type after its target', () => {
    const { metadata, spec } = federatedCrd({ ...deployments, federatedGroup: 'example.com', federatedVersion: 'v2' });
    assert.equal(metadata.name, 'federateddeployments.example.com');
    assert.deepEqual(spec.names, {
      kind: 'FederatedDeployment',
      listKind: 'FederatedDeploymentList',
      plural: 'federateddeployments',
      singular: 'federateddeployment',
      shortNames: ['fdeploy', 'fdep'],
    });
    assert.equal(spec.versions[0]?.name, 'v2');
  });

  it('has a template and retainReplicas only where the target gives reason to', () => {
    assert.deepEqual(specFields(deployments), ['template', 'placement', 'overrides', 'retainReplicas']);
    assert.deepEqual(specFields({ ...deployments, hasReplicas: false }), ['template', 'placement', 'overrides']);
    assert.deepEqual(specFields({ ...deployments, hasTemplateSchema: false }), [
      'placement',
      'overrides',
      'retainReplicas',
    ]);
  });

  it('has a column of replicas only where there are any', () => {
    const columnsOf = (change: Partial<FederatedCrdOptions>) =>
      federatedCrd({ ...deployments, ...change }).spec.versions[0]?.additionalPrinterColumns?.map(({ name }) => name);
    const daemonSets = { ...deployments.target, kind: 'DaemonSet', plural: 'daemonsets' };
    const usual = ['Propagated', 'Reason', 'Clusters', 'Health', 'Age', 'Message', 'Health-Message'];
    assert.deepEqual(columnsOf({ hasReplicas: false }), usual);
    assert.deepEqual(columnsOf({}), usual.toSpliced(3, 0, 'Ready'));
    assert.deepEqual(columnsOf({ hasReplicas: false, target: daemonSets }), usual.toSpliced(3, 0, 'Ready'));
  });

  it('is otherwise the same for every target', () => {
    const other = { ...deployments, target: { ...deployments.target, kind: 'ReplicaSet', plural: 'replicasets' } };
    const [one, two] = [deployments, other].map((each) => federatedCrd(each).spec.versions[0]!.schema.openAPIV3Schema);
    assert.deepEqual(one?.properties, two?.properties);
  });
});
