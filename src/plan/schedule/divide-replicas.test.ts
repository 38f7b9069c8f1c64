import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ReplicaSchedulingPreferenceSpec } from '../../api/replica-scheduling-preference.ts';
import { divideReplicas, type DivisionRequest, type ReplicaCounts } from './divide-replicas.ts';
import { preferencesFor } from './replica-preference.ts';

type Preferences = NonNullable<ReplicaSchedulingPreferenceSpec['clusters']>;

const seed = 20260101;
const heavyA = 'A w10000 max10, B w1, C w1 max21, D w1 max10';

/** Total, preferences, clusters, what runs, capacity, rebalance; then the division and its overflow. */
const vectors: readonly (readonly [number, string, string, string, string, boolean, string, string])[] = [
  [50, '* w1', 'A B C', '', '', false, 'A16 B17 C17', ''],
  [50, '* w1', 'A B', '', '', false, 'A25 B25', ''],
  [1, '* w1', 'A B', '', '', false, 'A0 B1', ''],
  [1, '* w1', 'A B C D', '', '', false, 'A0 B0 C0 D1', ''],
  [1, '* w1', 'A', '', '', false, 'A1', ''],
  [1, '* w1', '', '', '', false, '', ''],
  [50, '* w1', 'A B C', 'C30', '', false, 'A10 B10 C30', ''],
  [50, '* w1', 'A B', 'A30', '', false, 'A30 B20', ''],
  [15, '* w1', 'A B', 'A0 B8', '', false, 'A7 B8', ''],
  [15, '* w1', 'A B', 'A1 B8', '', false, 'A7 B8', ''],
  [15, '* w1', 'A B', 'A4 B8', '', false, 'A7 B8', ''],
  [15, '* w1', 'A B', 'A5 B8', '', false, 'A7 B8', ''],
  [15, '* w1', 'A B', 'A6 B8', '', false, 'A7 B8', ''],
  [15, '* w1', 'A B', 'A7 B8', '', false, 'A7 B8', ''],
  [500000, '* w1', 'A B', 'A300000', '', false, 'A300000 B200000', ''],
  [50, '* w1', 'A B', 'A10', '', false, 'A25 B25', ''],
  [50, '* w1', 'A B', 'A10 B70', '', false, 'A0 B50', ''],
  [1, '* w1', 'A B', 'A30', '', false, 'A1 B0', ''],
  [50, '* w1', 'A B', 'A10 B20', '', false, 'A25 B25', ''],
  [50, '* w1', 'A B C', '', 'C10', true, 'A20 B20 C10', 'C7'],
  [50, 'A w10000, B w1', 'B C', '', 'B10', true, 'B10 C0', 'B40'],
  [60, 'A w1, B w2', 'A B C', '', 'B10', true, 'A50 B10 C0', 'B30'],
  [71, heavyA, 'A B C D', '', 'C10', true, 'A10 B41 C10 D10', 'C11'],
  [60, 'A w1, B w1', 'A B C', '', 'A10 B10', false, 'A10 B10 C0', 'A20 B20'],
  [60, 'A w1, B w5', 'A B C', '', 'B10', false, 'A50 B10 C0', ''],
  [50, '* min20 w0', 'A B C', '', 'B10', false, 'A20 B10 C20', ''],
  [60, '* min20 w1', 'A B', '', 'B10', true, 'A50 B10', 'B15'],
  [50, '* min2 w0', 'A B C', '', '', false, 'A2 B2 C2', ''],
  [50, '* min20 w0', 'A B C', '', '', false, 'A10 B20 C20', ''],
  [50, '* min20 w0, A min100 w1', 'A B C', '', '', false, 'A50 B0 C0', ''],
  [50, '* min10 w1 max12', 'A B C', '', '', false, 'A12 B12 C12', ''],
  [50, '* w1 max2', 'A B C', '', '', false, 'A2 B2 C2', ''],
  [50, '* w0 max2', 'A B C', '', '', false, 'A0 B0 C0', ''],
  [60, 'A w1, B w2', 'A B C', '', '', false, 'A20 B40 C0', ''],
  [50, 'A w10000, B w1', 'A B C', '', '', false, 'A50 B0 C0', ''],
  [50, 'A w10000, B w1', 'B C', '', '', false, 'B50 C0', ''],
  [50, 'A w10000 max10, B w1, C w1', 'A B C', '', '', false, 'A10 B20 C20', ''],
  [50, 'A w10000 max10, B w1, C w1 max10', 'A B C', '', '', false, 'A10 B30 C10', ''],
  [71, heavyA, 'A B C D', '', '', false, 'A10 B30 C21 D10', ''],
  [91, `${heavyA}, E w1`, 'A B C D E', '', '', false, 'A10 B25 C21 D10 E25', ''],
];

const fields = { w: 'weight', min: 'minReplicas', max: 'maxReplicas' } as const;

function preferencesOf(text: string): Preferences {
  const entries = text.split(', ').map((entry) => {
    const [name = '', ...settings] = entry.split(' ');
    const parts = settings.map((setting) => {
      const [, field = '', value] = /^([a-z]+)(\d+)$/.exec(setting) ?? [];
      return [fields[field as keyof typeof fields], Number(value)];
    });
    return [name, Object.fromEntries(parts)];
  });
  return Object.fromEntries(entries) as Preferences;
}

function countsOf(text: string): ReplicaCounts {
  const counts = text === '' ? [] : text.split(' ');
  return new Map(counts.map((count) => [count.slice(0, 1), Number(count.slice(1))]));
}

function format(counts: ReplicaCounts): string {
  return Array.from(counts, ([name, count]) => `${name}${count}`)
    .sort()
    .join(' ');
}

describe("KubeFed's vectors of division", () => {
  for (const [index, vector] of vectors.entries()) {
    const [total, preferences, names, current, capacity, rebalance, replicas, overflow] = vector;
    const what = `${total} by ${preferences} among ${names || 'none'}`;
    it(`${index + 1}: ${what}, ${current || 'none'} running, room for ${capacity || 'all'}`, () => {
      const clusters = names === '' ? [] : names.split(' ');
      const division = divideReplicas({
        key: '',
        total,
        clusters,
        preferences: preferencesFor(preferencesOf(preferences), clusters),
        rebalance,
        current: countsOf(current),
        capacity: countsOf(capacity),
      });
      assert.deepEqual([format(division.replicas), format(division.overflow)], [replicas, overflow]);
    });
  }
});

const clusterNames = ['bremen', 'danzig', 'luebeck', 'rostock', 'wismar'];
const count = fc.integer({ min: 0, max: 40 });
const preference = fc.record({ minReplicas: count, maxReplicas: count, weight: count }, { requiredKeys: [] });
const request: fc.Arbitrary<DivisionRequest> = fc
  .record({
    clusters: fc.subarray(clusterNames),
    preferences: fc.dictionary(fc.constantFrom('*', ...clusterNames), preference, { maxKeys: 6 }),
    total: fc.integer({ min: 0, max: 100 }),
    rebalance: fc.boolean(),
    current: fc.dictionary(fc.constantFrom(...clusterNames), count),
    capacity: fc.dictionary(fc.constantFrom(...clusterNames), count, { maxKeys: 2 }),
    key: fc.constantFrom('shop/web', 'shop/db', ''),
  })
  .map(({ clusters, preferences, total, rebalance, current, capacity, key }) => ({
    key,
    total,
    clusters,
    preferences: preferencesFor(preferences, clusters),
    rebalance,
    current: new Map(Object.entries(current)),
    capacity: new Map(Object.entries(capacity)),
  }));

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, one) => total + one, 0);
}

function holds(property: (request: DivisionRequest) => void): void {
  fc.assert(fc.property(request, property), { seed, numRuns: 2_000 });
}

describe('divideReplicas', () => {
  it('names every cluster, and gives none to those nobody speaks of', () => {
    holds((request) => {
      const { replicas } = divideReplicas(request);
      assert.deepEqual([...replicas.keys()].sort(), [...request.clusters].sort());
      for (const name of request.clusters) {
        if (!request.preferences.has(name)) assert.equal(replicas.get(name), 0);
      }
    });
  });

  it('never gives more than the total, a maximum or a capacity', () => {
    holds((request) => {
      const { replicas } = divideReplicas(request);
      assert.ok(sum(replicas.values()) <= request.total);
      for (const [name, given] of replicas) {
        assert.ok(given >= 0 && Number.isInteger(given));
        assert.ok(given <= (request.preferences.get(name)?.most ?? 0));
        assert.ok(given <= (request.capacity.get(name) ?? Infinity));
      }
    });
  });

  it('keeps every minimum that there is room for, when the total has enough for all', () => {
    holds((request) => {
      const { preferences, capacity, total } = request;
      const least = new Map(
        Array.from(preferences, ([name, { least }]) => [name, Math.min(least, capacity.get(name) ?? Infinity)]),
      );
      const { replicas } = divideReplicas(request);
      if (sum(least.values()) > total) return assert.equal(sum(replicas.values()), total);
      for (const [name, atLeast] of least) assert.ok((replicas.get(name) ?? 0) >= atLeast);
    });
  });

  it('leaves nothing over that a cluster with a weight could take', () => {
    holds((request) => {
      const { replicas } = divideReplicas(request);
      if (sum(replicas.values()) === request.total) return;
      for (const [name, { weight, most }] of request.preferences) {
        const room = Math.min(most, request.capacity.get(name) ?? Infinity);
        assert.ok(weight === 0 || replicas.get(name) === room);
      }
    });
  });

  it('keeps what runs, unless it may be moved, as long as limits and minimums let it', () => {
    holds((request) => {
      if (request.rebalance) return;
      const kept = new Map(
        Array.from(request.preferences, ([name, { least, most }]) => {
          const room = Math.min(most, request.capacity.get(name) ?? Infinity);
          return [name, Math.max(Math.min(request.current.get(name) ?? 0, room), Math.min(least, room))];
        }),
      );
      if (sum(kept.values()) > request.total) return;
      const { replicas } = divideReplicas(request);
      for (const [name, atLeast] of kept) assert.ok((replicas.get(name) ?? 0) >= atLeast);
    });
  });

  it('does not depend on what runs when that may be moved', () => {
    holds((request) => {
      const free = { ...request, rebalance: true };
      assert.deepEqual(divideReplicas(free), divideReplicas({ ...free, current: new Map() }));
    });
  });

  it('does not depend on the order of clusters and preferences', () => {
    holds((request) => {
      const reversed = {
        ...request,
        clusters: request.clusters.toReversed(),
        preferences: new Map([...request.preferences].reverse()),
      };
      const [one, other] = [divideReplicas(request), divideReplicas(reversed)];
      assert.deepEqual(format(one.replicas), format(other.replicas));
      assert.deepEqual(format(one.overflow), format(other.overflow));
    });
  });

  it('changes nothing when what it gave runs and nothing else has changed', () => {
    holds((request) => {
      const { replicas } = divideReplicas(request);
      const next = divideReplicas({ ...request, current: replicas });
      assert.deepEqual(next.replicas, replicas);
      // What exceeds the room is what the rest of the total would have been, so it settles one division later.
      assert.deepEqual(divideReplicas({ ...request, current: next.replicas }), next);
    });
  });

  it('overflows only what is full, and no more than is missing unless what runs may be moved', () => {
    holds((request) => {
      const { replicas, overflow } = divideReplicas(request);
      for (const [name, over] of overflow) {
        assert.equal(replicas.get(name), request.capacity.get(name));
        assert.ok(request.rebalance || over <= request.total - sum(replicas.values()));
      }
    });
  });
});
