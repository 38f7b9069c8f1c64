import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ClusterOverride, FederatedObject, FederatedSpec, Placement } from '../../api/federated-object.ts';
import { decide, type Decision } from '../propagate/decide.ts';
import { hasObserved, mergeForms, revisionOf, splitGenerationsOf, type SplitForms } from './merge-forms.ts';

const seed = 20260101;
const metadata = { namespace: 'shop', name: 'prices' };
const template = { data: { a: '1' } };
const inA: Placement = { clusters: [{ name: 'a' }] };
const everywhere: Placement = { clusterSelector: {} };
const forA: readonly ClusterOverride[] = [
  { clusterName: 'a', clusterOverrides: [{ op: 'replace', path: '/data/a', value: '2' }] },
];

function federated(spec: FederatedSpec = {}): FederatedObject {
  return { metadata: { ...metadata, generation: 1 }, spec: { template, ...spec } };
}

function split(spec: Pick<FederatedSpec, 'placement' | 'overrides'>): SplitForms {
  const { placement, overrides } = spec;
  return {
    ...(placement && { placement: { metadata, spec: { placement } } }),
    ...(overrides && { override: { metadata, spec: { overrides } } }),
  };
}

function merged(spec: FederatedSpec, forms: SplitForms): FederatedSpec | string | undefined {
  const result = mergeForms(federated(spec), forms);
  return result.ok ? result.federated.spec : result.message;
}

function decided(own: FederatedSpec, forms: SplitForms): Decision {
  return decide({
    federated: federated(own),
    split: forms,
    target: { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true },
    targetRef: metadata,
    clusters: ['a', 'b', 'c'].map((one) => ({ name: one, labels: {}, taints: [] })),
    namespacePlacement: { kind: 'not-needed' },
    scope: 'Cluster',
    policies: [],
    present: new Set(),
  });
}

function at(generation: number) {
  return { metadata: { ...metadata, generation } };
}

describe('mergeForms', () => {
  const merging: readonly [string, FederatedSpec, SplitForms, FederatedSpec][] = [
    ['nothing anywhere stays nothing', {}, {}, {}],
    ['what stands in the object only', { placement: inA, overrides: forA }, {}, { placement: inA, overrides: forA }],
    ['what stands apart only', {}, split({ placement: inA, overrides: forA }), { placement: inA, overrides: forA }],
    [
      'a field here, the other there',
      { overrides: forA },
      split({ placement: inA }),
      { placement: inA, overrides: forA },
    ],
    ['the other way round', { placement: inA }, split({ overrides: forA }), { placement: inA, overrides: forA }],
    ['a Placement object that says none', {}, split({ placement: {} }), { placement: {} }],
    [
      'a Placement object without the field sets nothing',
      { placement: inA },
      { placement: { metadata } },
      { placement: inA },
    ],
    [
      'fields that are not split stay',
      { retainReplicas: true },
      split({ placement: inA }),
      { retainReplicas: true, placement: inA },
    ],
  ];
  for (const [title, spec, forms, expected] of merging) {
    it(`takes ${title}`, () => assert.deepEqual(merged(spec, forms), { template, ...expected }));
  }

  const conflicts: readonly [string, FederatedSpec, SplitForms, RegExp][] = [
    [
      'different placements',
      { placement: inA },
      split({ placement: everywhere }),
      /^spec\.placement is set both here and in the Placement object/,
    ],
    ['equal placements', { placement: inA }, split({ placement: inA }), /^spec\.placement/],
    ['an empty placement beside one that chooses', { placement: {} }, split({ placement: inA }), /^spec\.placement/],
    [
      'an empty list of overrides beside one that is not',
      { overrides: [] },
      split({ overrides: forA }),
      /^spec\.overrides is set both here and in the Override object/,
    ],
    [
      'both fields',
      { placement: inA, overrides: forA },
      split({ placement: inA, overrides: forA }),
      /^spec\.placement.*\. spec\.overrides/,
    ],
  ];
  for (const [title, spec, forms, message] of conflicts) {
    it(`makes no guess about ${title}`, () => {
      const told = merged(spec, forms);
      assert.ok(typeof told === 'string');
      assert.match(told, message);
    });
  }

  it('counts an object that is being deleted until it is gone', () => {
    const going = { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }, spec: { placement: inA } };
    assert.deepEqual(merged({}, { placement: going }), { template, placement: inA });
  });

  it('leaves the object itself where nothing stands apart', () => {
    const object = federated({ placement: inA });
    const result = mergeForms(object, {});
    assert.ok(result.ok);
    assert.equal(result.federated, object);
  });
});

describe('decisions by both forms', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'x');
  const placement: fc.Arbitrary<Placement> = fc.oneof(
    fc.constant(everywhere),
    fc.constant({}),
    fc.constant({ clusterSelector: { matchLabels: { 'no key at all': 'x' } } }),
    fc.array(name.map((one) => ({ name: one }))).map((clusters) => ({ clusters })),
  );
  const overrides = fc.array(
    fc.record({
      clusterName: name,
      clusterOverrides: fc.array(
        fc.record({
          op: fc.constantFrom('add', 'remove', 'replace'),
          path: fc.constantFrom('/data/a', '/data/b', '/kind'),
          value: fc.constantFrom('1', '2'),
        }),
      ),
    }),
  );
  const spec = fc.record({ placement, overrides }, { requiredKeys: [] });

  it('are the same, and those of a mixture of them', () => {
    fc.assert(
      fc.property(spec, ({ placement: where, overrides: how }) => {
        const place = where && { placement: where };
        const differ = how && { overrides: how };
        const unified = decided({ ...place, ...differ }, {});
        assert.deepEqual(decided({}, split({ ...place, ...differ })), unified);
        assert.deepEqual(decided({ ...place }, split({ ...differ })), unified);
        assert.deepEqual(decided({ ...differ }, split({ ...place })), unified);
      }),
      { seed },
    );
  });

  it('choose nothing and remove nothing where a field stands in both', () => {
    fc.assert(
      fc.property(spec, spec, (here, there) => {
        const isTwice = (here.placement && there.placement) ?? (here.overrides && there.overrides);
        const { problem, chosen } = decided(here, split(there));
        assert.equal(problem?.reason === 'ConflictingForms', isTwice !== undefined);
        if (problem) assert.equal(chosen.size, 0);
      }),
      { seed },
    );
  });
});

describe('generations of split objects', () => {
  it('are those of the objects there are', () => {
    assert.deepEqual(splitGenerationsOf({}), {});
    assert.deepEqual(splitGenerationsOf({ placement: at(3), override: at(7) }), {
      observedPlacementGeneration: 3,
      observedOverrideGeneration: 7,
    });
  });

  it('tell one revision from another', () => {
    const revisions = [
      {},
      { placement: at(1) },
      { placement: at(2) },
      { override: at(1) },
      { placement: at(1), override: at(1) },
    ];
    const all = [1, 2].flatMap((generation) =>
      revisions.map((split) => revisionOf({ metadata: { ...metadata, generation } }, split)),
    );
    assert.equal(new Set(all).size, all.length);
  });

  it('are observed when the status tells of exactly them', () => {
    const three = splitGenerationsOf({ placement: at(3) });
    assert.ok(hasObserved({ observedPlacementGeneration: 3 }, three));
    assert.ok(hasObserved(undefined, {}));
    assert.ok(!hasObserved(undefined, three));
    assert.ok(!hasObserved({ observedPlacementGeneration: 2 }, three));
    assert.ok(!hasObserved({ observedPlacementGeneration: 3 }, {}));
    assert.ok(!hasObserved({ observedPlacementGeneration: 3, observedOverrideGeneration: 1 }, three));
  });
});
