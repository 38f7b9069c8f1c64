import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { federatedCrd } from './federated-crd.ts';
import { defaultPlace, splitTypesOf } from './federated-type.ts';
import { splitCrds } from './split-crds.ts';

const deployments = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };

function specOf(crd: ReturnType<typeof federatedCrd> | undefined) {
  return crd?.spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'];
}

describe('splitCrds', () => {
  it('names the types after the federated type, in its place', () => {
    const crds = splitCrds(deployments, { federatedGroup: 'example.com', federatedVersion: 'v2' });
    assert.deepEqual(
      crds.map(({ metadata, spec }) => [metadata.name, spec.names.kind, spec.scope, spec.versions[0]?.name]),
      [
        ['federateddeploymentplacements.example.com', 'FederatedDeploymentPlacement', 'Namespaced', 'v2'],
        ['federateddeploymentoverrides.example.com', 'FederatedDeploymentOverride', 'Namespaced', 'v2'],
      ],
    );
  });

  it('lives in a namespace where the federated type does', () => {
    const roles = { ...deployments, kind: 'ClusterRole', plural: 'clusterroles', namespaced: false };
    const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
    assert.equal(splitTypesOf(roles, defaultPlace).placement.namespaced, false);
    assert.equal(splitTypesOf(namespaces, defaultPlace).override.namespaced, true);
  });

  it('has the very schemas of the unified fields, and requires them', () => {
    const options = { target: deployments, shortNames: [], hasTemplateSchema: true, hasReplicas: true };
    const unified = specOf(federatedCrd({ ...defaultPlace, ...options }))?.properties;
    const [placement, override] = splitCrds(deployments, defaultPlace).map(specOf);
    assert.deepEqual(placement?.properties, { placement: unified?.['placement'] });
    assert.deepEqual(override?.properties, { overrides: unified?.['overrides'] });
    assert.deepEqual([placement?.required, override?.required], [['placement'], ['overrides']]);
  });
});
