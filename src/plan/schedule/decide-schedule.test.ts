import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SchedulingPreferenceSpec } from '../../api/scheduling-preference.ts';
import { groupNodes } from '../capacity/group-nodes.ts';
import { decideSchedule } from './decide-schedule.ts';
import type { ClusterFacts, WorkloadFacts } from './facts.ts';
import { parseScheduleRule } from './parse-schedule-rule.ts';
import type { ScheduleDecision } from './schedule-decision.ts';
import type { ScheduleInput } from './schedule-input.ts';

type Spec = Omit<SchedulingPreferenceSpec, 'target'>;

const region = 'region';
const minute = 60_000;
const noon = 720 * minute;

/** `bremen:north:10` is a cluster in region north with room for 10 replicas; both may be left out. */
function clustersOf(text: string): ClusterFacts[] {
  return text.split(' ').map((each) => {
    const [name = '', value = '', cpu = ''] = each.split(':');
    const known = { name, labels: value === '' ? {} : { [region]: value }, taints: [] };
    return cpu === '' ? known : Object.assign(known, { free: groupNodes([{ cpu: Number(cpu) }]) });
  });
}

function inputOf(spec: Spec, clusters: string, total = 0): ScheduleInput {
  const rule = parseScheduleRule({ target: { kind: 'FederatedDeployment', name: 'web' }, ...spec }, (text) => ({
    ok: true,
    value: ({ labels }) => labels[region] === text,
  }));
  assert.ok(rule.ok, rule.ok ? '' : rule.reasons.join());
  return {
    key: 'shop/web',
    rule: rule.value,
    total,
    requests: { cpu: 1 },
    clusters: clustersOf(clusters),
    workloads: new Map(),
    now: noon,
  };
}

function places({ taken }: ScheduleDecision): string {
  return taken.map(({ cluster, replicas }) => `${cluster}${replicas === undefined ? '' : ` ${replicas}`}`).join(', ');
}

function why({ taken, left }: ScheduleDecision): Record<string, string> {
  return Object.fromEntries([
    ...taken.map(({ cluster, reason }) => [cluster, reason]),
    ...left.flatMap(({ clusters, reason }) => clusters.map((cluster) => [cluster, reason])),
  ]);
}

function change(input: ScheduleInput, name: string, facts: Partial<ClusterFacts>): ScheduleInput {
  const clusters = input.clusters.map((cluster) => (cluster.name === name ? { ...cluster, ...facts } : cluster));
  return { ...input, clusters };
}

function lose(input: ScheduleInput, name: string): ScheduleInput {
  return change(input, name, { lostSince: input.now });
}

function later(input: ScheduleInput, previous: ScheduleDecision, ms: number): ScheduleInput {
  return { ...input, previous, now: input.now + ms };
}

function running(counts: Record<string, number>, more: Record<string, Partial<WorkloadFacts>> = {}) {
  return new Map(
    Object.entries(counts).map(([name, count]) => [
      name,
      { asked: count, running: count, unschedulable: 0, ...more[name] },
    ]),
  );
}

function names(...clusters: string[]): Spec {
  return group({ clusters: clusters.map((name) => ({ name })) });
}

function group(term: object): Spec {
  return { clusters: { groups: [{ name: 'own', ...term }] } };
}

function shares(...shares: NonNullable<NonNullable<Spec['replicas']>['shares']>): Spec {
  return { replicas: { divideBy: 'Weight', shares } };
}

function twoGroups(groupUse: 'Fallback' | 'SpillOver'): Spec {
  const groups = [
    { name: 'own', expression: 'north' },
    { name: 'rented', expression: 'east' },
  ];
  return { clusters: { groups, groupUse }, ...byWeight };
}

function taint(effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'): Partial<ClusterFacts> {
  return { taints: [{ key: 'upgrade', value: 'now', effect, since: noon }] };
}

const hansa = 'bremen:north danzig:east luebeck:north';
const byWeight: Spec = { replicas: { divideBy: 'Weight' } };

describe('where objects go', () => {
  const examples: readonly (readonly [what: string, spec: Spec, clusters: string, total: number, expected: string])[] =
    [
      ['everywhere, with the replicas of the template', {}, hansa, 0, 'bremen, danzig, luebeck'],
      ['nowhere, where nothing is allowed that a name means', names('wismar'), hansa, 0, ''],
      ['to clusters by name', names('danzig', 'wismar'), hansa, 0, 'danzig'],
      [
        'to clusters by label',
        group({ clusterSelector: { matchLabels: { region: 'north' } } }),
        hansa,
        0,
        'bremen, luebeck',
      ],
      ['to clusters by expression', group({ expression: 'east' }), hansa, 0, 'danzig'],
      [
        'to the preferred',
        { clusters: { maxClusters: 1, preferred: [{ weight: 1, expression: 'east' }] } },
        hansa,
        0,
        'danzig',
      ],
      [
        'to one of each of two regions',
        { clusters: { maxClusters: 2, spread: [{ label: region, minGroups: 2 }] } },
        hansa,
        0,
        'bremen, danzig',
      ],
      [
        'to no more than one region',
        { clusters: { spread: [{ label: region, maxGroups: 1 }], preferred: [{ weight: 1, expression: 'north' }] } },
        hansa,
        0,
        'bremen, luebeck',
      ],
      [
        'evenly, so that no region has two more',
        { clusters: { spread: [{ label: region, maxSkew: 1 }] } },
        `${hansa} rostock:north`,
        0,
        'bremen, danzig, rostock',
      ],
      ['in equal parts', byWeight, hansa, 9, 'bremen 3, danzig 3, luebeck 3'],
      ['by weight', shares({ weight: 2, clusters: [{ name: 'danzig' }] }), hansa, 8, 'bremen 2, danzig 4, luebeck 2'],
      [
        'by weight, between bounds',
        shares({ min: 2, max: 3, weight: 9, expression: 'east' }),
        hansa,
        9,
        'bremen 3, danzig 3, luebeck 3',
      ],
      ['with a minimum', shares({ min: 5, expression: 'east' }), hansa, 9, 'bremen 2, danzig 5, luebeck 2'],
      ['by priority', shares({ priority: 1, max: 4, expression: 'east' }), hansa, 6, 'bremen 1, danzig 4, luebeck 1'],
      [
        'by room',
        { replicas: { divideBy: 'FreeCapacity' } },
        'bremen::20 danzig::10 luebeck::0',
        9,
        'bremen 6, danzig 3',
      ],
      [
        'to few clusters',
        { replicas: { divideBy: 'FewestClusters' } },
        'bremen::6 danzig::4 luebeck::9',
        12,
        'bremen 3, luebeck 9',
      ],
      [
        'to few clusters, in two regions',
        { clusters: { spread: [{ label: region, minGroups: 2 }] }, replicas: { divideBy: 'FewestClusters' } },
        hansa,
        5,
        'bremen 4, danzig 1',
      ],
      [
        'so that no region has two more replicas',
        { clusters: { spread: [{ label: region, maxSkew: 1 }] }, ...byWeight },
        hansa,
        9,
        'bremen 3, danzig 4, luebeck 2',
      ],
      ['to the first group that there is', twoGroups('Fallback'), 'danzig:east wismar:east', 4, 'danzig 2, wismar 2'],
      [
        'to the first group as long as there is one',
        twoGroups('Fallback'),
        'bremen:north:3 danzig:east:9',
        4,
        'bremen 3',
      ],
      [
        'on to the next group when the first is full',
        twoGroups('SpillOver'),
        'bremen:north:3 danzig:east:9',
        4,
        'bremen 3, danzig 1',
      ],
      ['nowhere else when there is too little room', byWeight, 'bremen::2 danzig::1', 9, 'bremen 2, danzig 1'],
      ['with no replicas at all', byWeight, 'bremen danzig', 0, 'bremen 0, danzig 0'],
    ];
  for (const [what, spec, clusters, total, expected] of examples) {
    it(what, () => assert.equal(places(decideSchedule(inputOf(spec, clusters, total))), expected));
  }

  it('says what found no place', () => {
    const decision = decideSchedule(inputOf(byWeight, 'bremen::2 danzig::1', 9));
    assert.equal(decision.unplaced, 6);
    assert.equal(decision.message, 'in 2 clusters; no room for 6 replicas');
  });

  it('says why clusters are left', () => {
    const spec: Spec = {
      clusters: {
        groups: [
          { name: 'own', expression: 'north' },
          { name: 'rented', expression: 'east' },
        ],
        maxClusters: 1,
        preferred: [{ weight: 1, clusters: [{ name: 'bremen' }] }],
      },
    };
    const input = inputOf(spec, `${hansa} reval:livonia rostock:north visby:north wismar:north:0`);
    const taints = [{ key: 'upgrade', effect: 'NoSchedule' as const, since: 0 }];
    assert.deepEqual(why(decideSchedule(change(lose(input, 'visby'), 'rostock', { taints }))), {
      bremen: 'Chosen',
      danzig: 'OtherGroup',
      luebeck: 'EnoughClusters',
      reval: 'NotInGroup',
      rostock: 'TaintNotTolerated',
      visby: 'NotReady',
      wismar: 'NoRoom',
    });
  });

  it('says once what is the reason for many', () => {
    const { left } = decideSchedule(inputOf(group({ expression: 'east' }), 'wismar:north danzig:east bremen:north'));
    assert.deepEqual(left, [
      { clusters: ['bremen', 'wismar'], reason: 'NotInGroup', message: 'no group of clusters has it' },
    ]);
  });

  it('takes nothing where the spread that is asked for cannot be had, and keeps what runs', () => {
    const spec: Spec = { clusters: { spread: [{ label: region, minGroups: 3 }] }, ...byWeight };
    const none = decideSchedule(inputOf(spec, hansa, 9));
    assert.deepEqual([none.outcome, places(none)], ['Unschedulable', '']);
    assert.equal(none.message, 'clusters in 3 groups of region are wanted, and there are only 2');
    const kept = decideSchedule({ ...inputOf(spec, hansa, 9), workloads: running({ danzig: 4 }) });
    assert.deepEqual([kept.outcome, places(kept)], ['Unschedulable', 'danzig 4']);
  });
});

describe('what stays', () => {
  it('is what runs, until somebody asks for a rebalance', () => {
    const spec: Spec = { ...byWeight, rebalance: 'OnDemand', rebalanceRequest: 'monday' };
    const before = decideSchedule(inputOf(spec, 'bremen danzig', 9));
    assert.equal(places(before), 'bremen 5, danzig 4');
    const joined = decideSchedule({ ...inputOf(spec, hansa, 9), previous: before });
    assert.equal(places(joined), 'bremen 5, danzig 4');
    const asked = inputOf({ ...spec, rebalanceRequest: 'tuesday' }, hansa, 9);
    const moved = decideSchedule({ ...asked, previous: joined });
    assert.equal(places(moved), 'bremen 3, danzig 3, luebeck 3');
    assert.equal(moved.rebalanceRequest, 'tuesday');
  });

  it('is what ran before anybody decided', () => {
    const input = { ...inputOf(byWeight, hansa, 9), workloads: running({ bremen: 9 }) };
    assert.equal(places(decideSchedule(input)), 'bremen 9');
  });

  it('moves at once with rebalance: Automatic', () => {
    const spec: Spec = { ...byWeight, rebalance: 'Automatic' };
    const previous = decideSchedule(inputOf(spec, 'bremen danzig', 9));
    assert.equal(places(decideSchedule({ ...inputOf(spec, hansa, 9), previous })), 'bremen 3, danzig 3, luebeck 3');
  });

  it('is scaled without moving: up where there is too little, down where there is too much', () => {
    const previous = decideSchedule({ ...inputOf(byWeight, hansa, 9), workloads: running({ bremen: 7, danzig: 2 }) });
    assert.equal(
      places(decideSchedule({ ...inputOf(byWeight, hansa, 12), previous })),
      'bremen 7, danzig 3, luebeck 2',
    );
    assert.equal(places(decideSchedule({ ...inputOf(byWeight, hansa, 6), previous })), 'bremen 4, danzig 2');
  });

  it('is what an autoscaler of a member says', () => {
    const workloads = running({ bremen: 5, danzig: 2 }, { bremen: { isAutoscaled: true } });
    const decision = decideSchedule({ ...inputOf(byWeight, 'bremen danzig', 9), workloads });
    assert.equal(places(decision), 'bremen, danzig 4');
    assert.equal(why(decision)['bremen'], 'Autoscaled');
  });
});

describe('a cluster that is lost', () => {
  const spec: Spec = { ...byWeight, failover: { afterSeconds: 300, whenBack: 'Return' } };

  it('is waited for, then gives its part to the others, and gets it back if that is wanted', () => {
    const input = inputOf(spec, hansa, 9);
    const before = decideSchedule(input);
    const without = lose(input, 'danzig');
    const waiting = decideSchedule(later(without, before, minute));
    assert.equal(places(waiting), 'bremen 3, danzig 3, luebeck 3');
    assert.equal(waiting.recheckAt, noon + 5 * minute);
    const moved = decideSchedule(later(without, waiting, 5 * minute));
    assert.equal(places(moved), 'bremen 5, luebeck 4');
    assert.equal(why(moved)['danzig'], 'Lost');
    const still = decideSchedule(later(without, moved, 9 * minute));
    assert.equal(places(still), 'bremen 5, luebeck 4');
    assert.equal(places(decideSchedule(later(input, still, 10 * minute))), 'bremen 3, danzig 3, luebeck 3');
  });

  it('gets nothing back unless that is wanted', () => {
    const input = inputOf(byWeight, hansa, 9);
    const moved = decideSchedule(later(lose(input, 'danzig'), decideSchedule(input), 5 * minute));
    const back = decideSchedule(later(input, moved, 10 * minute));
    assert.equal(places(back), 'bremen 5, luebeck 4');
    assert.equal(
      places(decideSchedule(later({ ...input, total: 12 }, back, 10 * minute))),
      'bremen 5, danzig 3, luebeck 4',
    );
  });

  it('keeps what it has where there is no other', () => {
    const input = inputOf(byWeight, 'bremen', 9);
    const decision = decideSchedule(later(lose(input, 'bremen'), decideSchedule(input), 60 * minute));
    assert.deepEqual([decision.outcome, places(decision)], ['Unschedulable', 'bremen 9']);
  });

  it('has the next group used, which stays in use when it is back', () => {
    const groups = [
      { name: 'own', expression: 'north' },
      { name: 'rented', expression: 'east' },
    ];
    const input = inputOf({ clusters: { groups } }, 'bremen:north danzig:east');
    const before = decideSchedule(input);
    assert.deepEqual([before.group, places(before)], ['own', 'bremen']);
    const moved = decideSchedule(later(lose(input, 'bremen'), before, 5 * minute));
    assert.deepEqual([moved.group, places(moved)], ['rented', 'danzig']);
    assert.deepEqual(places(decideSchedule(later(input, moved, 6 * minute))), 'danzig');
    const returning = inputOf({ clusters: { groups }, failover: { whenBack: 'Return' } }, 'bremen:north danzig:east');
    assert.deepEqual(places(decideSchedule(later(returning, moved, 6 * minute))), 'bremen');
  });
});

describe('taints', () => {
  it('of NoSchedule let a cluster keep what it has, and give it no more', () => {
    const input = inputOf(byWeight, 'bremen danzig', 6);
    const previous = decideSchedule(input);
    const tainted = change({ ...input, total: 12 }, 'danzig', taint('NoSchedule'));
    const decision = decideSchedule({ ...tainted, previous });
    assert.equal(places(decision), 'bremen 9, danzig 3');
    assert.equal(why(decision)['danzig'], 'Tainted');
  });

  it('of NoExecute drive out what runs, at once or when it was tolerated for long enough', () => {
    const input = inputOf(byWeight, 'bremen danzig', 6);
    const previous = decideSchedule(input);
    const tainted = change(input, 'danzig', taint('NoExecute'));
    assert.equal(places(decideSchedule({ ...tainted, previous })), 'bremen 6');
    const tolerations = [{ key: 'upgrade', operator: 'Exists' as const, tolerationSeconds: 60 }];
    const patient = { ...tainted, rule: inputOf({ ...byWeight, clusters: { tolerations } }, 'bremen').rule };
    const waiting = decideSchedule({ ...patient, previous });
    assert.deepEqual([places(waiting), waiting.recheckAt], ['bremen 3, danzig 3', noon + minute]);
    assert.equal(places(decideSchedule(later(patient, waiting, minute))), 'bremen 6');
  });

  it('of PreferNoSchedule have other clusters taken first', () => {
    const input = inputOf({ clusters: { maxClusters: 1 } }, 'bremen danzig');
    const [first] = decideSchedule(input).taken;
    const tainted = change(input, first?.cluster ?? '', taint('PreferNoSchedule'));
    assert.notEqual(places(decideSchedule(tainted)), first?.cluster);
  });

  it('are tolerated by key, value and effect', () => {
    const tolerations = [{ key: 'upgrade', value: 'now', effect: 'NoSchedule' as const }];
    const input = inputOf({ clusters: { tolerations } }, 'bremen');
    assert.equal(places(decideSchedule(change(input, 'bremen', taint('NoSchedule')))), 'bremen');
    assert.equal(places(decideSchedule(change(input, 'bremen', taint('NoExecute')))), '');
    const { rule } = inputOf({ clusters: { tolerations: [{ key: 'upgrade' }] } }, 'bremen');
    assert.equal(places(decideSchedule({ ...change(input, 'bremen', taint('NoSchedule')), rule })), '');
  });
});

describe('replicas that find no room', () => {
  const input = inputOf(byWeight, 'bremen danzig', 8);
  const stuck = { danzig: { running: 1, unschedulable: 3 } };

  it('move to clusters that have room, and are not sent back as soon as all looks well', () => {
    const before = decideSchedule(input);
    assert.equal(places(before), 'bremen 4, danzig 4');
    const workloads = running({ bremen: 4, danzig: 4 }, stuck);
    const moved = decideSchedule(later({ ...input, workloads }, before, minute));
    assert.equal(places(moved), 'bremen 7, danzig 1');
    const well = { ...input, workloads: running({ bremen: 7, danzig: 1 }) };
    const automatic = { ...well, rule: { ...well.rule, rebalance: 'Automatic' as const } };
    const after = decideSchedule(later(automatic, moved, 2 * minute));
    assert.equal(places(after), 'bremen 7, danzig 1');
    assert.equal(after.recheckAt, noon + 31 * minute);
    assert.equal(places(decideSchedule(later(automatic, after, 31 * minute))), 'bremen 4, danzig 4');
  });

  it('are told of and not asked for where no cluster has room', () => {
    const full = running({ bremen: 4, danzig: 4 }, { bremen: { running: 2, unschedulable: 2 }, ...stuck });
    const decision = decideSchedule(later({ ...input, workloads: full }, decideSchedule(input), minute));
    assert.deepEqual([places(decision), decision.unplaced], ['bremen 2, danzig 1', 5]);
  });

  it('are counted by what the cluster was asked for, not by what it is to have', () => {
    const before = decideSchedule(input);
    const moved = decideSchedule(later({ ...input, workloads: running({ bremen: 4, danzig: 4 }, stuck) }, before, 0));
    const notYetScaled = { ...input, workloads: running({ bremen: 4, danzig: 4 }, stuck) };
    assert.equal(places(decideSchedule(later(notYetScaled, moved, minute))), 'bremen 7, danzig 1');
  });
});

describe('capacity', () => {
  it('that nobody knows moves nothing, and lets nothing in, where it decides', () => {
    const spec: Spec = { replicas: { divideBy: 'FreeCapacity' }, rebalance: 'Automatic' };
    const previous = decideSchedule(inputOf(spec, 'bremen::9 danzig::9', 6));
    const unknown = inputOf(spec, 'bremen danzig::9 luebeck', 6);
    const decision = decideSchedule({ ...unknown, previous });
    assert.equal(places(decision), 'bremen 3, danzig 3');
    assert.equal(why(decision)['luebeck'], 'CapacityUnknown');
  });

  it('is what is free beside what runs already', () => {
    const input = inputOf({ replicas: { divideBy: 'FreeCapacity' } }, 'bremen::0 danzig::3', 9);
    assert.equal(places(decideSchedule({ ...input, workloads: running({ bremen: 6 }) })), 'bremen 6, danzig 3');
  });
});

describe('values that others have found', () => {
  it('count with their weights', () => {
    const input = inputOf({ clusters: { maxClusters: 1, scores: [{ name: 'price', weight: -1 }] } }, hansa);
    const priced = change(change(input, 'bremen', { scores: { price: 3 } }), 'danzig', { scores: { price: 5 } });
    assert.equal(places(decideSchedule(priced)), 'luebeck');
  });
});
