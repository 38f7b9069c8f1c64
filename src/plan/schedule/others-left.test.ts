import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { hasOthers, nameOthers, recordLeft } from './others-left.ts';

const clusters = Array.from({ length: 30 }, (_, index) => `cluster-${String(index).padStart(2, '0')}`);
const full = { reason: 'NoRoom', message: 'it is full' };
const enough = { reason: 'EnoughClusters', message: '3 clusters are enough' };
const chosen = { reason: 'Chosen', message: 'it is good' };

/** The first three are taken, so many are full, and the rest is left since three are enough. */
function decided(fullCount: number, all = clusters): RecordedDecision {
  const [taken, left] = [all.slice(0, 3), all.slice(3)];
  const groups = [
    { clusters: left.slice(0, fullCount), ...full },
    { clusters: left.slice(fullCount), ...enough },
  ].filter((group) => group.clusters.length > 0);
  const said = { name: 'web', outcome: 'Scheduled', message: 'in 3 clusters', unplaced: 0 } as const;
  return { ...said, taken: [{ clusters: taken, ...chosen }], ...recordLeft(groups, all) };
}

function leftIn({ left }: RecordedDecision): Record<string, string> {
  return Object.fromEntries(left.flatMap(({ clusters: names = [], reason }) => names.map((name) => [name, reason])));
}

describe('clusters that were left', () => {
  it('are named where they are few', () => {
    const decision = decided(5, clusters.slice(0, 13));
    assert.equal(hasOthers(decision), false);
    assert.equal(nameOthers(decision, []), decision);
  });

  it('are not named where they are the largest of many groups', () => {
    const decision = decided(4);
    assert.equal(hasOthers(decision), true);
    assert.deepEqual(decision.left, [
      { clusters: clusters.slice(3, 7), ...full },
      { others: 23, ...enough },
    ]);
  });

  it('are all named again among the same clusters, in whatever order those come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 27 }),
        fc.shuffledSubarray(clusters, { minLength: 30 }),
        (count, shuffled) => {
          const left = leftIn(nameOthers(decided(count), shuffled));
          const wanted = clusters.slice(3).map((name, index) => [name, (index < count ? full : enough).reason]);
          assert.deepEqual(left, Object.fromEntries(wanted));
        },
      ),
      { seed: 20260101, numRuns: 50 },
    );
  });

  it('are not guessed among other clusters', () => {
    for (const others of [clusters.slice(1), [...clusters, 'cluster-99']]) {
      assert.deepEqual(nameOthers(decided(4), others).left, [{ clusters: clusters.slice(3, 7), ...full }]);
    }
  });
});
