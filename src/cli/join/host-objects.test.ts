import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterObject, clusterPatch, tokenSecretObject, type Membership } from './host-objects.ts';

const membership: Membership = {
  cluster: 'bremen',
  systemNamespace: 'fed',
  secretName: 'bremen-token',
  clusterUid: 'uid-2',
  server: 'https://gate.example/k8s/clusters/c1',
  insecure: false,
  proxyUrl: 'socks5://127.0.0.1:1080',
  ca: 'PEM',
};

describe('clusterObject', () => {
  it('reaches the member as the kubeconfig does', () => {
    assert.deepEqual(clusterObject(membership), {
      apiVersion: 'core.kubefed.io/v1beta1',
      kind: 'KubeFedCluster',
      metadata: { name: 'bremen', namespace: 'fed', annotations: { 'kubefed.io/cluster-uid': 'uid-2' } },
      spec: {
        apiEndpoint: 'https://gate.example/k8s/clusters/c1',
        caBundle: 'UEVN',
        secretRef: { name: 'bremen-token' },
        proxyURL: 'socks5://127.0.0.1:1080',
      },
    });
  });

  it('leaves TLS unchecked only where the kubeconfig does', () => {
    const { spec } = clusterObject({ ...membership, ca: undefined, insecure: true }) as unknown as { spec: object };
    assert.deepEqual(spec, {
      apiEndpoint: 'https://gate.example/k8s/clusters/c1',
      secretRef: { name: 'bremen-token' },
      disabledTLSValidations: ['*'],
      proxyURL: 'socks5://127.0.0.1:1080',
    });
  });
});

describe('clusterPatch', () => {
  it('removes what an earlier join wrote and this one would not', () => {
    const plain = { ca: undefined, clusterUid: undefined, proxyUrl: undefined, server: 'https://b' };
    assert.deepEqual(clusterPatch({ ...membership, ...plain }), {
      metadata: { annotations: {} },
      spec: {
        apiEndpoint: 'https://b',
        caBundle: null,
        secretRef: { name: 'bremen-token' },
        disabledTLSValidations: null,
        proxyURL: null,
      },
    });
  });
});

describe('tokenSecretObject', () => {
  it('holds the token and nothing else', () => {
    const place = { cluster: 'bremen', systemNamespace: 'fed', name: 'bremen-token' };
    assert.deepEqual(tokenSecretObject(place, 'dG9rZW4='), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'bremen-token', namespace: 'fed' },
      data: { token: 'dG9rZW4=' },
    });
  });

  it("leaves its name to the server where it has none, but for the cluster's in front", () => {
    const { metadata } = tokenSecretObject({ cluster: 'bremen', systemNamespace: 'fed', name: undefined }, '');
    assert.deepEqual(metadata, { generateName: 'bremen-', namespace: 'fed' });
  });
});
