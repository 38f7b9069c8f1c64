import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  array,
  assert as check,
  constant,
  constantFrom,
  dictionary,
  oneof,
  property,
  record,
  uniqueArray,
  type Arbitrary,
} from 'fast-check';
import type { LabelSelector, Placement } from '../../api/federated-object.ts';
import { decidePlacement, type NamespacePlacement, type PlacementInput } from './choose-clusters.ts';
import { explainPlacement } from './explain-placement.ts';

const seed = 20260101;

const clusters = [
  { name: 'c1', labels: {} },
  { name: 'c2', labels: { foo: 'bar' } },
];

const base: PlacementInput = {
  placement: undefined,
  clusters,
  namespacePlacement: { kind: 'not-needed' },
  scope: 'Cluster',
};

const named = (...names: string[]): Placement => ({ clusters: names.map((name) => ({ name })) });
const labelled = (clusterSelector: LabelSelector): Placement => ({ clusterSelector });
const fooIsBar = { matchLabels: { foo: 'bar' } };
const broken = { matchExpressions: [{ key: 'foo', operator: 'Like', values: ['b'] }] };

function chosen(input: Partial<PlacementInput>): readonly string[] {
  const decision = decidePlacement({ ...base, ...input });
  assert.ok(decision.ok, decision.ok ? '' : decision.message);
  return decision.chosen;
}

describe('decidePlacement', () => {
  const placements: readonly [string, Placement | undefined, readonly string[]][] = [
    ['names leave no say to an empty selector', { ...named('c1'), clusterSelector: {} }, ['c1']],
    ['no placement chooses none', undefined, []],
    ['neither names nor selector choose none', {}, []],
    ['nulls choose none', { clusters: null, clusterSelector: null }, []],
    ['an empty list of names leaves no say to a selector', { clusters: [], clusterSelector: fooIsBar }, []],
    ['an empty selector chooses all', labelled({}), ['c1', 'c2']],
    ['empty labels choose all', labelled({ matchLabels: {} }), ['c1', 'c2']],
    ['null for names counts as absent', { clusters: null, clusterSelector: {} }, ['c1', 'c2']],
    ['labels choose those that have them', labelled(fooIsBar), ['c2']],
    ['expressions choose', labelled({ matchExpressions: [{ key: 'foo', operator: 'DoesNotExist' }] }), ['c1']],
    ['names leave no say to a broken selector', { ...named('c2'), clusterSelector: broken }, ['c2']],
    ['the order is that of the clusters', named('c2', 'c1', 'c2'), ['c1', 'c2']],
    ['names are compared whole', named('c', 'c1 ', 'C2'), []],
  ];
  for (const [name, placement, expected] of placements) {
    it(name, () => assert.deepEqual(chosen({ placement }), expected));
  }

  const namespaces: readonly [string, NamespacePlacement, PlacementInput['scope'], readonly string[]][] = [
    ['takes those the namespace is in, too', { kind: 'found', placement: named('c2', 'c9') }, 'Cluster', ['c2']],
    [
      'takes the namespace at its word in one namespace, too',
      { kind: 'found', placement: named('c2') },
      'Namespaced',
      ['c2'],
    ],
    ['chooses none where the namespace chooses none', { kind: 'found', placement: {} }, 'Cluster', []],
    ['chooses none where the namespace has no placement', { kind: 'found' }, 'Cluster', []],
    ['chooses none where the namespace is not federated', { kind: 'missing' }, 'Cluster', []],
    ['does without a FederatedNamespace in one namespace', { kind: 'missing' }, 'Namespaced', ['c1', 'c2']],
  ];
  for (const [name, namespacePlacement, scope, expected] of namespaces) {
    it(name, () => assert.deepEqual(chosen({ placement: named('c1', 'c2'), namespacePlacement, scope }), expected));
  }

  it('tells which names are not joined', () => {
    const decision = decidePlacement({ ...base, placement: named('c9', 'c1', 'c3', 'c9') });
    assert.deepEqual(decision, { ok: true, chosen: ['c1'], unknown: ['c3', 'c9'] });
  });

  it('decides nothing by a broken selector', () => {
    const message =
      'spec.placement.clusterSelector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator';
    assert.deepEqual(decidePlacement({ ...base, placement: labelled(broken) }), { ok: false, message });
    const namespacePlacement = { kind: 'found', placement: labelled(broken) } as const;
    assert.deepEqual(decidePlacement({ ...base, placement: named('c1'), namespacePlacement }), {
      ok: false,
      message: `in the FederatedNamespace: ${message}`,
    });
    const missing = { ...base, placement: labelled(broken), namespacePlacement: { kind: 'missing' } as const };
    assert.deepEqual(decidePlacement(missing), { ok: false, message });
  });
});

describe('explainPlacement', () => {
  const empty = { kind: 'found', placement: named() } as const;
  const cases: readonly [string, Partial<PlacementInput>, readonly string[]][] = [
    [
      'names',
      { placement: named('c1') },
      ['+ Named: named in spec.placement.clusters', '- NotNamed: not named in spec.placement.clusters'],
    ],
    [
      'labels',
      { placement: labelled(fooIsBar) },
      [
        '- LabelsDoNotMatch: labels do not match spec.placement.clusterSelector: foo=bar',
        '+ LabelsMatch: labels match spec.placement.clusterSelector',
      ],
    ],
    [
      'an empty selector',
      { placement: labelled({}), clusters: clusters.slice(1) },
      ['+ EveryCluster: spec.placement.clusterSelector is empty, so it chooses every cluster'],
    ],
    [
      'an empty list',
      { placement: named(), clusters: clusters.slice(1) },
      ['- NoneNamed: spec.placement.clusters is an empty list, so it chooses no cluster'],
    ],
    [
      'no placement',
      { clusters: clusters.slice(1) },
      ['- NoPlacement: spec.placement has neither clusters nor clusterSelector, so it chooses no cluster'],
    ],
    [
      'a namespace that is elsewhere',
      { placement: named('c1'), namespacePlacement: empty },
      [
        '- NotInNamespacePlacement: FederatedNamespace shop does not choose it: ' +
          'spec.placement.clusters is an empty list, so it chooses no cluster',
        '- NotNamed: not named in spec.placement.clusters',
      ],
    ],
    [
      'a namespace that is not federated',
      { placement: named('c1'), namespacePlacement: { kind: 'missing' } },
      [
        '- NamespaceNotFederated: there is no FederatedNamespace in namespace shop',
        '- NotNamed: not named in spec.placement.clusters',
      ],
    ],
  ];
  for (const [name, input, lines] of cases) {
    it(`tells of ${name}`, () => {
      const explanation = explainPlacement({ ...base, ...input }, 'shop');
      assert.ok(explanation.ok);
      const reasons = [...explanation.reasons.values()];
      assert.deepEqual(
        reasons.map(({ chosen, code, text }) => `${chosen ? '+' : '-'} ${code}: ${text}`),
        lines,
      );
    });
  }

  it('tells what is broken', () => {
    const input = { ...base, placement: labelled(broken) };
    assert.deepEqual(explainPlacement(input, 'shop'), decidePlacement(input));
  });

  it('chooses what decidePlacement chooses, and speaks of every cluster', () => {
    check(
      property(inputs, (input) => {
        const decision = decidePlacement(input);
        const explanation = explainPlacement(input, 'shop');
        assert.equal(explanation.ok, decision.ok);
        if (!explanation.ok || !decision.ok) return;
        assert.deepEqual(
          [...explanation.reasons.keys()],
          input.clusters.map(({ name }) => name),
        );
        const inside = [...explanation.reasons].filter(([, { chosen }]) => chosen).map(([name]) => name);
        assert.deepEqual(inside, decision.chosen);
      }),
      { seed, numRuns: 500 },
    );
  });
});

const name = constantFrom('c1', 'c2', 'c3', 'c4');
const labels = dictionary(constantFrom('region', 'tier'), constantFrom('a', 'b'), { maxKeys: 2 });
const selector: Arbitrary<LabelSelector> = record(
  {
    matchLabels: labels,
    matchExpressions: array(
      record({
        key: constantFrom('region', 'tier'),
        operator: constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: array(constantFrom('a', 'b'), { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);
const placement: Arbitrary<Placement> = record(
  { clusters: oneof(constant(null), array(record({ name }))), clusterSelector: oneof(constant(null), selector) },
  { requiredKeys: [] },
);
const inputs: Arbitrary<PlacementInput> = record({
  placement,
  clusters: uniqueArray(record({ name, labels }), { selector: (cluster) => cluster.name }),
  namespacePlacement: oneof(
    constantFrom({ kind: 'not-needed' } as const, { kind: 'missing' } as const),
    record({ kind: constant('found' as const), placement }),
  ),
  scope: constantFrom('Cluster' as const, 'Namespaced' as const),
});
