import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKubeFedCluster } from './kubefed-cluster.ts';
import { assertParsed, parsedValue } from './testing/assert-parsed.ts';
import { kubeFedClusterCases, kubeFedClusterStatusCases } from './testing/kubefed-cluster-cases.ts';

const cluster = {
  metadata: { name: 'member-1', namespace: 'kube-federation-system', labels: { region: 'north' } },
  spec: { apiEndpoint: 'member-1:6443', secretRef: { name: 'token' }, proxyURL: '', unknown: true },
};

describe('parseKubeFedCluster', () => {
  for (const each of kubeFedClusterCases) {
    it(`${each.refused ? 'refuses' : 'accepts'} ${each.title}`, () => {
      assertParsed(parseKubeFedCluster(each.object), each);
    });
  }

  for (const { title, status, refused } of kubeFedClusterStatusCases) {
    it(`${refused ? 'leaves out the status with' : 'reads a status'} ${title}`, () => {
      assert.deepEqual(parsedValue(parseKubeFedCluster({ ...cluster, status })).status, refused ? undefined : status);
    });
  }

  it('keeps metadata whole and leaves unknown fields out', () => {
    const { metadata, spec } = parsedValue(parseKubeFedCluster(cluster));
    assert.deepEqual(metadata, cluster.metadata);
    assert.deepEqual(spec, { apiEndpoint: 'member-1:6443', secretRef: { name: 'token' }, proxyURL: '' });
  });

  it('does not repeat what may be secret', () => {
    const parsed = parseKubeFedCluster({ ...cluster, spec: { ...cluster.spec, proxyURL: 'ftp://me:secret@proxy' } });
    assert.ok(!parsed.ok);
    assert.doesNotMatch(parsed.reasons.join(), /secret@/);
  });
});
