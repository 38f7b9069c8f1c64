import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTimestamp } from '../../base/timestamp.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { lostClusters, notReadySince } from './lost-clusters.ts';

const now = 1_000;

describe('lostClusters', () => {
  const cases = [
    { joined: 2, lost: 1, waits: false },
    { joined: 2, lost: 2, waits: false },
    { joined: 3, lost: 1, waits: false },
    { joined: 3, lost: 2, waits: true },
    { joined: 4, lost: 2, waits: false },
    { joined: 4, lost: 3, waits: true },
    { joined: 100, lost: 51, waits: true },
  ];
  for (const { joined, lost, waits } of cases) {
    it(`${waits ? 'waits on' : 'counts from when it was lost'} with ${lost} of ${joined} not ready`, () => {
      const since = new Map(Array.from({ length: lost }, (_, index) => [`cluster-${index}`, index]));
      const expected = waits ? Array.from({ length: lost }, () => now) : [...since.values()];
      assert.deepEqual([...lostClusters(since, joined, now).values()], expected);
    });
  }
});

type Condition = NonNullable<KubeFedCluster['status']>['conditions'][number];

function since(...conditions: readonly Condition[]): number {
  return notReadySince({ status: { conditions } }, now);
}

function condition(type: Condition['type'], status: Condition['status'], at: number): Condition {
  return { type, status, lastProbeTime: formatTimestamp(at), lastTransitionTime: formatTimestamp(at) };
}

describe('notReadySince', () => {
  it('is the earliest of the times that conditions tell', () => {
    assert.equal(since(condition('Ready', 'False', 800), condition('Offline', 'True', 700)), 700);
    assert.equal(since(condition('Offline', 'True', 700)), 700);
  });

  it('is now where they do not tell, say otherwise, or are ahead of time', () => {
    assert.equal(since(), now);
    assert.equal(since({ type: 'Ready', status: 'False', lastProbeTime: formatTimestamp(800) }), now);
    assert.equal(since(condition('Ready', 'True', 800)), now);
    assert.equal(since(condition('Ready', 'False', 2_000)), now);
  });
});
