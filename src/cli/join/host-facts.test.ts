import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { otherNamesOf } from './host-facts.ts';

function cluster(name: string, apiEndpoint: string, uid?: string): KubeFedCluster {
  const annotations = uid === undefined ? {} : { 'kubefed.io/cluster-uid': uid };
  return { metadata: { name, annotations }, spec: { apiEndpoint, secretRef: { name } } };
}

function namesOf(member: Parameters<typeof otherNamesOf>[1], ...clusters: KubeFedCluster[]): string[] {
  return otherNamesOf({ scope: 'Cluster', uid: undefined, clusters }, member);
}

const member = { cluster: 'bremen', uid: 'uid-1', server: 'https://bremen' };

describe('otherNamesOf', () => {
  it('knows a cluster by its uid, whatever its address', () => {
    assert.deepEqual(namesOf(member, cluster('hb', 'https://other-name', 'uid-1')), ['hb']);
    assert.deepEqual(namesOf(member, cluster('hb', 'https://bremen', 'uid-2')), []);
  });

  it('goes by the address where a uid is not known', () => {
    assert.deepEqual(namesOf(member, cluster('hb', 'https://bremen')), ['hb']);
    assert.deepEqual(namesOf({ ...member, uid: undefined }, cluster('hb', 'https://bremen', 'uid-2')), ['hb']);
    assert.deepEqual(namesOf(member, cluster('hb', 'https://elsewhere')), []);
  });

  it('does not count its own name', () => {
    assert.deepEqual(namesOf(member, cluster('bremen', 'https://bremen', 'uid-1')), []);
  });
});
