import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { federateManifest, manifestsOf } from './federate-manifest.ts';
import { objectsOf } from './federate-object.ts';

function federated(manifest: object) {
  const made = federateManifest(manifest);
  assert.ok(made.ok);
  const { apiVersion, kind, metadata } = made.from.object;
  return { apiVersion, kind, metadata };
}

describe('federateManifest', () => {
  const apiVersion = 'types.kubefed.io/v1beta1';

  it('believes the manifest about its kind and namespace', () => {
    assert.deepEqual(
      federated({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'n' } }),
      {
        apiVersion,
        kind: 'FederatedDeployment',
        metadata: { name: 'a', namespace: 'n' },
      },
    );
    assert.deepEqual(
      federated({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a' } }),
      {
        apiVersion,
        kind: 'FederatedClusterRole',
        metadata: { name: 'a' },
      },
    );
  });

  it('knows what namespaces, services and the like leave out', () => {
    assert.deepEqual(federated({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }).metadata, {
      name: 'a',
      namespace: 'a',
    });
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { clusterIP: '10.0.0.1' } };
    const made = federateManifest(service);
    assert.ok(made.ok);
    assert.deepEqual(made.from.object.spec?.template, { spec: {} });
  });

  it('makes an object of its own of the placement, if asked to', () => {
    const made = federateManifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, { split: true });
    assert.ok(made.ok);
    const [federated, placement, ...others] = objectsOf(made.from);
    assert.deepEqual(federated, {
      apiVersion,
      kind: 'FederatedConfigMap',
      metadata: { name: 'a' },
      spec: { template: {} },
    });
    const spec = { placement: { clusterSelector: { matchLabels: {} } } };
    assert.deepEqual(placement, { apiVersion, kind: 'FederatedConfigMapPlacement', metadata: { name: 'a' }, spec });
    assert.deepEqual(others, []);
  });

  const faults: [unknown, string][] = [
    ['text', 'it is not an object'],
    [{ kind: 'A', metadata: { name: 'a' } }, 'it has no apiVersion'],
    [{ apiVersion: 'v1', metadata: { name: 'a' } }, 'it has no kind'],
    [{ apiVersion: 'v1', kind: 'A' }, 'it has no metadata.name that is text'],
    [{ apiVersion: 'v1', kind: 'A', metadata: { name: 7 } }, 'it has no metadata.name that is text'],
    [
      { apiVersion: 'v1', kind: 'A', metadata: { name: 'a', namespace: false } },
      'its metadata.namespace is no text: quote it',
    ],
  ];
  for (const [manifest, reason] of faults) {
    it(`takes ${JSON.stringify(manifest)} for no object`, () => {
      assert.deepEqual(federateManifest(manifest), { ok: false, reason });
    });
  }
});

describe('manifestsOf', () => {
  it('takes Lists apart and leaves empty documents out', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ kind: 'ConfigMap', metadata: { name } }));
    assert.deepEqual(manifestsOf([a, null, { kind: 'List', items: [b, c] }, undefined]), [a, b, c]);
  });

  it('keeps an object of which only the kind ends so', () => {
    const allowList = { kind: 'AllowList', metadata: { name: 'a' } };
    assert.deepEqual(manifestsOf([allowList]), [allowList]);
  });
});
