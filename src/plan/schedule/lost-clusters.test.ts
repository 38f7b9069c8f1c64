import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lostClusters } from './lost-clusters.ts';

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
