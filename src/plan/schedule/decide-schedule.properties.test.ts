import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { groupNodes } from '../capacity/group-nodes.ts';
import { decideSchedule } from './decide-schedule.ts';
import type { ClusterFacts, WorkloadFacts } from './facts.ts';
import { filterCluster } from './filter-clusters.ts';
import { roomIn } from './room.ts';
import type { ScheduleDecision } from './schedule-decision.ts';
import type { ScheduleInput } from './schedule-input.ts';
import type { ScheduleRule, ShareRule } from './schedule-rule.ts';

const seed = 20260101;
const names = ['bremen', 'danzig', 'luebeck', 'reval', 'riga', 'rostock', 'stettin', 'visby', 'wismar'];
const now = 1_000_000_000;
const far = 1_000_000;

const label = 'region';
const small = fc.integer({ min: 0, max: 12 });

const cluster = (name: string): fc.Arbitrary<ClusterFacts> =>
  fc
    .record({
      region: fc.constantFrom('north', 'east', 'west', undefined),
      taint: fc.constantFrom(undefined, undefined, 'NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      isLost: fc.boolean(),
      chance: fc.integer({ min: 0, max: 4 }),
      cpu: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    })
    .map(({ region, taint, isLost, chance, cpu }) => {
      const labels = region === undefined ? {} : { [label]: region };
      const taints = taint === undefined ? [] : [{ key: 'upgrade', effect: taint as 'NoSchedule', since: now - far }];
      const lost = isLost && chance === 0 ? { lostSince: now - far } : {};
      return Object.assign({ name, labels, taints }, lost, cpu === undefined ? {} : { free: groupNodes([{ cpu }]) });
    });

const share = (name: string): fc.Arbitrary<ShareRule> =>
  fc
    .record({
      least: small,
      more: small,
      weight: small,
      priority: fc.integer({ min: 0, max: 1 }),
      isBound: fc.boolean(),
    })
    .map(({ least, more, weight, priority, isBound }) => ({
      has: (cluster) => cluster.name === name,
      least: isBound ? least : 0,
      most: isBound ? least + more : Infinity,
      weight,
      priority,
    }));

const spread = fc.record({
  label: fc.constant(label),
  minGroups: fc.integer({ min: 1, max: 2 }),
  maxGroups: fc.constantFrom(2, 3, Infinity),
  maxSkew: fc.constantFrom(1, 2, 5, Infinity),
});

const twoGroups = [
  { name: 'own', has: ({ labels }: ClusterFacts) => labels[label] === 'north' },
  { name: 'rented', has: ({ labels }: ClusterFacts) => labels[label] !== 'west' },
];

const rule: fc.Arbitrary<ScheduleRule> = fc
  .record({
    by: fc.constantFrom('Weight', 'FreeCapacity', 'FewestClusters', undefined),
    shares: fc.tuple(...names.slice(0, 4).map(share)),
    hasShares: fc.boolean(),
    spread: fc.array(spread, { maxLength: 1 }),
    maxClusters: fc.constantFrom(2, 4, Infinity),
    groupUse: fc.constantFrom('Fallback', 'SpillOver'),
    hasGroups: fc.boolean(),
    rebalance: fc.constantFrom('Never', 'OnDemand', 'Automatic'),
    returns: fc.boolean(),
  })
  .map(({ by, shares, hasShares, hasGroups, ...rest }) =>
    Object.assign(
      rest,
      {
        groups: hasGroups ? twoGroups : [{ name: 'all', has: () => true }],
        tolerations: [],
        preferred: [{ weight: 5, has: ({ name }: ClusterFacts) => name < 'm' }],
        scores: [],
        failoverAfterMs: 300_000,
        retryFullAfterMs: 1_800_000,
      },
      by === undefined ? {} : { divide: { by, shares: hasShares ? shares : [] } },
    ),
  );

const input: fc.Arbitrary<ScheduleInput> = fc
  .record({
    rule,
    clusters: fc.subarray(names).chain((chosen) => fc.tuple(...chosen.map(cluster))),
    total: fc.integer({ min: 0, max: 60 }),
    key: fc.constantFrom('shop/web', 'shop/db', 'bank/api'),
    running: fc.dictionary(fc.constantFrom(...names), small, { maxKeys: 4 }),
  })
  .map(({ running, ...rest }) => {
    const known = Object.entries(running).filter(([name]) => rest.clusters.some((cluster) => cluster.name === name));
    const workloads = new Map(known.map(([name, count]) => [name, workload(count)]));
    return Object.assign(rest, { requests: { cpu: 1 }, workloads, now });
  });

function workload(count: number): WorkloadFacts {
  return { asked: count, running: count, unschedulable: 0 };
}

/** For one more replica, each of which needs a core. */
function placesIn(cluster: ClusterFacts): number {
  return roomIn(cluster, undefined, [['cpu', 1]]);
}

function counts({ taken }: ScheduleDecision): Map<string, number> {
  return new Map(taken.map(({ cluster, replicas = 0 }) => [cluster, replicas]));
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, one) => total + one, 0);
}

/** The world once a decision has been carried out: what came took room, what went made room. */
function carriedOut(input: ScheduleInput, decision: ScheduleDecision): ScheduleInput {
  const given = counts(decision);
  const clusters = input.clusters.map((cluster) => {
    if (!cluster.free) return cluster;
    const came = (given.get(cluster.name) ?? 0) - (input.workloads.get(cluster.name)?.running ?? 0);
    return { ...cluster, free: groupNodes([{ cpu: placesIn(cluster) - came }]) };
  });
  const workloads = new Map(Array.from(given, ([name, count]) => [name, workload(count)]));
  return { ...input, clusters, workloads, previous: decision };
}

function fresh(input: ScheduleInput): ScheduleInput {
  return { ...input, workloads: new Map() };
}

function holds(property: (input: ScheduleInput) => void, numRuns = 1_000): void {
  fc.assert(fc.property(input, property), { seed, numRuns });
}

describe('decideSchedule', () => {
  it('names every allowed cluster once, sorted, with a reason, and no other', () => {
    holds((input) => {
      const { taken, left } = decideSchedule(input);
      for (const { reason, message } of [...taken, ...left]) {
        assert.ok(/^[A-Z][A-Za-z]+$/.test(reason) && message !== '');
      }
      const lists = [taken.map(({ cluster }) => cluster), ...left.map(({ clusters }) => clusters)];
      for (const listed of lists) assert.deepEqual(listed, [...listed].sort());
      assert.ok(left.every(({ clusters }) => clusters.length > 0));
      const reasons = left.map(({ reason, message }) => `${reason} ${message}`);
      assert.deepEqual(reasons, [...new Set(reasons)].sort());
      assert.deepEqual(lists.flat().sort(), input.clusters.map(({ name }) => name).sort());
    });
  });

  it('gives out the total, less what it says found no place, where a schedule was found', () => {
    holds((input) => {
      const decision = decideSchedule(input);
      if (!input.rule.divide || decision.outcome !== 'Scheduled') return;
      const given = sum(counts(decision).values());
      for (const count of counts(decision).values()) assert.ok(Number.isInteger(count) && count >= 0);
      assert.equal(given + decision.unplaced, Math.max(given, input.total));
    });
  });

  it('never gives more than a maximum, or than there is room for', () => {
    holds((input) => {
      const decision = decideSchedule(fresh(input));
      for (const [name, count] of counts(decision)) {
        const cluster = input.clusters.find((each) => each.name === name)!;
        assert.ok(count <= (shareOf(input, cluster)?.most ?? Infinity));
        assert.ok(count <= placesIn(cluster));
      }
    });
  });

  it('leaves no replica without a place that a chosen cluster could take', () => {
    holds((input) => {
      const { rule } = input;
      const decision = decideSchedule(fresh(input));
      if (!rule.divide || decision.unplaced === 0 || rule.spread.some(({ maxSkew }) => maxSkew < Infinity)) return;
      for (const [name, count] of counts(decision)) {
        const cluster = input.clusters.find((each) => each.name === name)!;
        const { most = Infinity, weight = 1 } = shareOf(input, cluster) ?? {};
        const room = Math.min(most, placesIn(cluster));
        assert.ok(count === room || (rule.divide.by === 'Weight' && weight === 0));
      }
    });
  });

  it('keeps every minimum of the clusters it takes, where there are enough replicas', () => {
    holds((input) => {
      if (!input.rule.divide || input.rule.spread.length > 0 || input.rule.groups.length > 1) return;
      const decision = decideSchedule(fresh(input));
      const bounds = decision.taken.map(({ cluster: name, replicas = 0 }) => {
        const cluster = input.clusters.find((each) => each.name === name)!;
        return { replicas, least: Math.min(shareOf(input, cluster)?.least ?? 0, placesIn(cluster)) };
      });
      if (sum(bounds.map(({ least }) => least)) > input.total || decision.taken.length < input.clusters.length) return;
      for (const { replicas, least } of bounds) assert.ok(replicas >= least);
    });
  });

  it('keeps to maxClusters, and to the groups that are asked for', () => {
    holds((input) => {
      const decision = decideSchedule(fresh(input));
      assert.ok(decision.taken.length <= input.rule.maxClusters);
      const [spread] = input.rule.spread;
      if (!spread || decision.outcome !== 'Scheduled') return;
      const groups = new Set(decision.taken.map(({ cluster }) => regionOf(input, cluster)));
      assert.ok(groups.size <= spread.maxGroups);
      const hasEnough = !input.rule.divide || input.total - decision.unplaced >= spread.minGroups;
      const isBound = (input.rule.divide?.shares.length ?? 0) > 0;
      if (hasEnough && !isBound) assert.ok(groups.size >= spread.minGroups);
    });
  });

  it('keeps groups within maxSkew of each other', () => {
    holds((input) => {
      const [spread] = input.rule.spread;
      if (!spread || spread.maxSkew === Infinity || (input.rule.divide?.shares.length ?? 0) > 0) return;
      const decision = decideSchedule(fresh(input));
      const unneeded = decision.left.flatMap(({ reason, clusters }) => (reason === 'NotNeeded' ? clusters : []));
      const chosen = [...decision.taken.map(({ cluster }) => cluster), ...unneeded];
      const totals = new Map(chosen.map((cluster) => [regionOf(input, cluster), 0]));
      const given = counts(decision);
      for (const { cluster } of decision.taken) {
        const one = input.rule.divide ? (given.get(cluster) ?? 0) : 1;
        totals.set(regionOf(input, cluster), (totals.get(regionOf(input, cluster)) ?? 0) + one);
      }
      assert.ok(Math.max(...totals.values()) - Math.min(...totals.values()) <= spread.maxSkew || totals.size === 0);
    });
  });

  it('does not depend on the order of anything', () => {
    holds((input) => {
      const reversed = {
        ...input,
        clusters: input.clusters.toReversed(),
        workloads: new Map([...input.workloads].reverse()),
      };
      assert.deepEqual(decideSchedule(reversed), decideSchedule(input));
    });
  });

  it('does not depend on what the rule was asked about before', () => {
    holds((input) => {
      decideSchedule(input);
      const [first, ...others] = input.clusters;
      if (!first) return;
      const changed = Object.assign({}, first, { lostSince: now - far, labels: { [label]: 'east' } });
      for (const clusters of [[changed, ...others], others, input.clusters.map((each) => ({ ...each }))]) {
        const next = { ...input, clusters };
        assert.deepEqual(decideSchedule(next), decideSchedule({ ...next, rule: { ...input.rule } }));
      }
    });
  });

  it('lets whatever might come in stay where it is', () => {
    holds(({ clusters, rule }) => {
      for (const cluster of clusters) {
        for (const tier of [-1, 0]) {
          const verdict = filterCluster({ cluster, tier, isHeld: false }, rule);
          assert.notEqual(verdict?.kind, 'hold');
          if (!verdict) assert.equal(filterCluster({ cluster, tier, isHeld: true, now }, rule), undefined);
        }
      }
    });
  });

  it('moves nothing, and says the same, when it is asked again', () => {
    holds((input) => {
      // What may be moved off a cluster with a taint makes it a stranger, and the next decision starts without it.
      if (input.rule.rebalance === 'Automatic') return;
      const decision = decideSchedule(input);
      const again = decideSchedule({ ...input, previous: decision });
      assert.deepEqual(counts(again), counts(decision));
      // A cluster it had to leave is a stranger from then on, and there may be another reason not to take it.
      assert.deepEqual(decideSchedule({ ...input, previous: again }), again);
    });
  });

  it('moves nothing, and says the same, when it has been done', () => {
    holds((input) => {
      const decision = decideSchedule(fresh(input));
      assert.deepEqual(decideSchedule(carriedOut(fresh(input), decision)), decision);
    });
  });

  it('moves only the part of a cluster that is lost', () => {
    holds((input) => {
      const before = decideSchedule(fresh(input));
      const [lost] = before.taken;
      const world = carriedOut(fresh(input), before);
      // A minimum is a promise: a cluster that comes in may have it from what runs.
      if (!lost || before.outcome !== 'Scheduled' || (input.rule.divide?.shares.length ?? 0) > 0) return;
      const clusters = world.clusters.map((cluster) =>
        cluster.name === lost.cluster ? { ...cluster, lostSince: now - far } : cluster,
      );
      const rule = { ...world.rule, rebalance: 'Never' as const };
      const after = decideSchedule({ ...world, rule, clusters });
      if (after.outcome !== 'Scheduled' || after.group !== before.group) return;
      const given = counts(after);
      for (const { cluster, replicas = 0 } of before.taken) {
        if (cluster === lost.cluster) continue;
        assert.ok(given.has(cluster) || after.left.some((left) => left.reason === 'EnoughGroups'));
        if (given.has(cluster)) assert.ok((given.get(cluster) ?? 0) >= replicas);
      }
    });
  });

  it('moves only the part of a lost cluster even where all may move, as long as nothing but weights counts', () => {
    holds((input) => {
      const rule = { ...input.rule, rebalance: 'Automatic' as const, spread: [], maxClusters: Infinity };
      const before = decideSchedule({ ...fresh(input), rule });
      const [lost] = before.taken;
      if (!lost || before.outcome !== 'Scheduled' || rule.divide?.by !== 'Weight') return;
      const world = carriedOut({ ...fresh(input), rule }, before);
      const clusters = world.clusters.filter(({ name }) => name !== lost.cluster);
      const after = decideSchedule({ ...world, clusters });
      if (after.outcome !== 'Scheduled' || after.group !== before.group) return;
      for (const { cluster, replicas = 0 } of before.taken) {
        if (cluster !== lost.cluster) assert.ok((counts(after).get(cluster) ?? 0) >= replicas);
      }
    });
  });

  it('gives the same counts whatever clusters are called, but for who is served first among equals', () => {
    holds((input) => {
      const { rule } = input;
      if (rule.divide?.by !== 'Weight' || rule.divide.shares.length > 0 || rule.spread.length > 0) return;
      const anonymous = { ...rule, preferred: [], groups: [{ name: 'all', has: () => true }], maxClusters: Infinity };
      const plain = { ...fresh(input), rule: anonymous };
      const renamed = { ...plain, clusters: plain.clusters.map((each) => ({ ...each, name: `x-${each.name}` })) };
      assert.deepEqual(sortedCounts(renamed), sortedCounts(plain));
    });
  });

  it('does not move what runs, however much better another place would be, unless it may', () => {
    holds((input) => {
      if ((input.rule.divide?.shares.length ?? 0) > 0) return;
      const rule = { ...input.rule, rebalance: 'Never' as const };
      const before = decideSchedule({ ...input, rule });
      const scores = { ...rule, preferred: [{ weight: 100, has: ({ name }: ClusterFacts) => name > 'm' }] };
      const after = decideSchedule({ ...carriedOut({ ...input, rule }, before), rule: scores });
      for (const [name, count] of counts(before)) assert.ok((counts(after).get(name) ?? -1) >= count);
    });
  });
});

function sortedCounts(input: ScheduleInput): number[] {
  return [...counts(decideSchedule(input)).values()].sort((a, b) => a - b);
}

function shareOf({ rule }: ScheduleInput, cluster: ClusterFacts): ShareRule | undefined {
  return rule.divide?.shares.find(({ has }) => has(cluster));
}

function regionOf({ clusters }: ScheduleInput, name: string): string {
  return clusters.find((cluster) => cluster.name === name)?.labels[label] ?? '';
}
