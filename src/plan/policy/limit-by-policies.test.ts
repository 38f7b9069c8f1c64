import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  array,
  assert as check,
  constantFrom,
  nat,
  option,
  property,
  record,
  subarray,
  type Arbitrary,
} from 'fast-check';
import type { ClusterView } from '../placement/cluster-view.ts';
import { compilePolicy, unreadablePolicies, type Policy } from './compile-policy.ts';
import { limitByPolicies, type PolicyDecision } from './limit-by-policies.ts';

const seed = 20260101;
const upgrade = { key: 'upgrade', effect: 'NoSchedule' } as const;
const clusters: readonly ClusterView[] = ['a', 'b', 'c', 'd'].map((name) => ({
  name,
  labels: name < 'c' ? { eu: 'yes' } : {},
  taints: name === 'b' ? [upgrade] : [],
}));

function policy(name: string, spec: object): Policy {
  return compilePolicy('ClusterPlacementPolicy', { metadata: { name }, spec } as Parameters<typeof compilePolicy>[1]);
}

function limited(policies: readonly Policy[], ...present: readonly string[]): PolicyDecision {
  return limitByPolicies({ wanted: clusters, policies, present: new Set(present) });
}

function named(...names: readonly string[]) {
  return { clusters: names.map((name) => ({ name })) };
}

const remove = { whenNoLongerAllowed: 'Remove' };
const broken = { allowed: { expression: '(' } };

describe('limitByPolicies', () => {
  const cases: readonly [string, readonly object[], present: string, chosen: string, excluded: string][] = [
    ['leaves all where there is no policy', [], '', 'abcd', ''],
    ['leaves what is allowed', [{ allowed: named('a', 'c') }], '', 'ac', 'b:NotAllowed d:NotAllowed'],
    [
      'intersects',
      [{ allowed: named('a', 'b') }, { denied: named('a') }],
      '',
      'b',
      'a:Denied c:NotAllowed d:NotAllowed',
    ],
    ['leaves out what has a taint', [{ requiredTolerations: [] }], '', 'acd', 'b:TaintNotTolerated'],
    ['keeps what got a taint', [{ requiredTolerations: [] }], 'b', 'abcd', 'b:TaintNotTolerated+'],
    ['removes what got a taint', [{ requiredTolerations: [], ...remove }], 'b', 'acd', 'b:TaintNotTolerated'],
    ['keeps what is there by default', [{ allowed: named('a') }], 'b', 'ab', 'b:NotAllowed+ c:NotAllowed d:NotAllowed'],
    [
      'removes where it should',
      [{ allowed: named('a'), ...remove }],
      'b',
      'a',
      'b:NotAllowed c:NotAllowed d:NotAllowed',
    ],
    [
      'removes when one of two says so',
      [{ denied: named('b') }, { denied: named('b'), ...remove }],
      'b',
      'acd',
      'b:Denied',
    ],
    ['takes the first names up to the maximum', [{ maxClusters: 2 }], '', 'ab', 'c:TooManyClusters d:TooManyClusters'],
    ['takes what is there first', [{ maxClusters: 2 }], 'd', 'ad', 'b:TooManyClusters c:TooManyClusters'],
    [
      'takes the least maximum',
      [{ maxClusters: 3 }, { maxClusters: 1 }],
      '',
      'a',
      'b:TooManyClusters c:TooManyClusters d:TooManyClusters',
    ],
    [
      'keeps what is too much',
      [{ maxClusters: 1 }],
      'bc',
      'bc',
      'a:TooManyClusters c:TooManyClusters+ d:TooManyClusters',
    ],
    [
      'removes what is too much',
      [{ maxClusters: 1, ...remove }],
      'bc',
      'b',
      'a:TooManyClusters c:TooManyClusters d:TooManyClusters',
    ],
    [
      'counts what is only kept',
      [{ denied: named('a'), maxClusters: 2 }],
      'a',
      'ab',
      'a:Denied+ c:TooManyClusters d:TooManyClusters',
    ],
    [
      'keeps no more than the maximum of one that removes',
      [{ maxClusters: 2, ...remove }, { maxClusters: 1 }],
      'abc',
      'ab',
      'b:TooManyClusters+ c:TooManyClusters d:TooManyClusters',
    ],
    [
      'stays where it is by a broken one',
      [{ ...broken, ...remove }],
      'bc',
      'bc',
      'a:PolicyBroken b:PolicyBroken+ c:PolicyBroken+ d:PolicyBroken',
    ],
    [
      'removes nothing as too much where one is broken',
      [broken, { maxClusters: 1, ...remove }],
      'bc',
      'bc',
      'a:PolicyBroken b:PolicyBroken+ c:PolicyBroken+ d:PolicyBroken',
    ],
    [
      'removes what another denies for certain',
      [broken, { denied: named('b'), ...remove }],
      'bc',
      'c',
      'a:PolicyBroken b:Denied c:PolicyBroken+ d:PolicyBroken',
    ],
    [
      'stays where an expression has no answer',
      [{ allowed: { expression: "cluster.labels['eu'] == 'yes'" }, ...remove }],
      'd',
      'abd',
      'c:NoAnswer d:NoAnswer+',
    ],
    ['excludes nothing to audit', [{ mode: 'Audit', denied: named('a'), maxClusters: 1 }], '', 'abcd', ''],
  ];
  for (const [name, specs, present, chosen, excluded] of cases) {
    it(name, () => {
      const policies = specs.map((spec, index) => policy(`p${index}`, spec));
      const decision = limited(policies, ...present.split(''));
      const told = decision.excluded.map(({ cluster, reason, kept }) => `${cluster}:${reason}${kept ? '+' : ''}`);
      assert.deepEqual([decision.chosen.join(''), told.join(' ')], [chosen, excluded]);
    });
  }

  it('bars what is excluded and not known to be there, and nothing else', () => {
    const decision = limited([policy('p', { allowed: named('a'), ...remove })], 'b');
    assert.deepEqual([...decision.barred], ['c', 'd']);
  });

  it('tells who excludes, ClusterPlacementPolicies first', () => {
    const object = { metadata: { name: 'a', namespace: 'shop' }, spec: { denied: named('a', 'b') } };
    const policies = [compilePolicy('PlacementPolicy', object), policy('z', { denied: named('a') })];
    assert.deepEqual(limited(policies).excluded, [
      { cluster: 'a', by: 'ClusterPlacementPolicy z', reason: 'Denied', message: 'named in spec.denied.clusters' },
      { cluster: 'b', by: 'PlacementPolicy shop/a', reason: 'Denied', message: 'named in spec.denied.clusters' },
    ]);
  });

  it('notes what one that audits would exclude of what is left', () => {
    const audit = policy('dry', { mode: 'Audit', denied: named('a', 'b'), maxClusters: 1 });
    assert.deepEqual(limited([audit, policy('p', { denied: named('a') })]).notes, [
      'ClusterPlacementPolicy dry would not allow b (named in spec.denied.clusters)',
      'ClusterPlacementPolicy dry would not allow more than 1',
    ]);
  });

  it('stays where it is while policies cannot be read', () => {
    const { chosen, excluded } = limited([unreadablePolicies('forbidden')], 'c');
    assert.deepEqual(chosen, ['c']);
    assert.deepEqual(excluded[0], {
      cluster: 'a',
      by: 'Placement policies',
      reason: 'PoliciesUnreadable',
      message: 'they cannot be read: forbidden',
    });
  });

  it('allows in any order what all allow, and is in no more clusters than it was or may be', () => {
    check(
      property(policies, presence, (made, there) => {
        const decision = limited(made, ...there);
        assert.deepEqual(limited([...made].reverse(), ...there), decision);
        const most = Math.min(...made.map(({ maxClusters }) => maxClusters));
        const joined = decision.chosen.filter((name) => !there.includes(name));
        for (const cluster of clusters.filter(({ name }) => joined.includes(name))) {
          assert.ok(made.every(({ refuses }) => refuses({ ...cluster }) === undefined));
        }
        if (joined.length > 0) assert.ok(decision.chosen.length <= most);
        assert.equal(new Set(decision.excluded.map(({ cluster }) => cluster)).size, decision.excluded.length);
        const out = decision.excluded.filter(({ kept }) => kept !== true).map(({ cluster }) => cluster);
        assert.deepEqual([...decision.chosen, ...out].sort(), ['a', 'b', 'c', 'd']);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('chooses the same by policies of other names', () => {
    check(
      property(specs, presence, (list, there) => {
        const by = (names: readonly string[]) =>
          limited(
            list.map((spec, index) => policy(names[index] ?? '', spec)),
            ...there,
          );
        assert.deepEqual(by(['x', 'y', 'z']).chosen, by(['z', 'x', 'y']).chosen);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is what the one by one would leave, where nothing is there and no maximum is set', () => {
    check(
      property(policies, (made) => {
        const free = made.map((one) => ({ ...one, maxClusters: Infinity }));
        const each = free.map((one) => limited([one]).chosen);
        const all = clusters.map(({ name }) => name).filter((name) => each.every((names) => names.includes(name)));
        assert.deepEqual(limited(free).chosen, all);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('removes nothing more because of one that cannot be followed', () => {
    check(
      property(policies, presence, constantFrom('Keep', 'Remove'), (made, there, whenNoLongerAllowed) => {
        const gone = (list: readonly Policy[]) => {
          const { chosen } = limited(list, ...there);
          return there.filter((name) => !chosen.includes(name));
        };
        const before = gone(made);
        for (const name of gone([...made, policy('broken', { ...broken, whenNoLongerAllowed })]))
          assert.ok(before.includes(name));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('comes to rest: what it chose, once it is there, is chosen again', () => {
    check(
      property(policies, presence, presence, (made, there, arrived) => {
        const { chosen } = limited(made, ...there);
        assert.deepEqual(limited(made, ...chosen).chosen, chosen);
        const some = chosen.filter((name) => there.includes(name) || arrived.includes(name));
        assert.deepEqual(limited(made, ...some).chosen, chosen);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

const presence = subarray(['a', 'b', 'c', 'd']);
const choice = record(
  {
    clusters: subarray(['a', 'b', 'c', 'd']).map((names) => names.map((name) => ({ name }))),
    clusterSelector: constantFrom({}, { matchLabels: { eu: 'yes' } }),
    expression: constantFrom("cluster.name < 'c'", "cluster.labels['eu'] == 'yes'", 'true'),
  },
  { requiredKeys: [] },
).filter((one) => Object.keys(one).length > 0);
const spec: Arbitrary<object> = record(
  {
    allowed: choice,
    denied: choice,
    requiredTolerations: constantFrom([], [{ key: 'upgrade' }], [{ key: 'edge' }]),
    maxClusters: nat(3).map((number) => number + 1),
    whenNoLongerAllowed: option(constantFrom('Keep', 'Remove'), { nil: 'Keep' }),
  },
  { requiredKeys: ['whenNoLongerAllowed'] },
).filter((one) => Object.keys(one).length > 1);
const specs = array(spec, { minLength: 1, maxLength: 3 });
const policies = specs.map((list) => list.map((one, index) => policy(`p${index}`, one)));
