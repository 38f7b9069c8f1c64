import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filterCandidates, type CandidateInput } from './filter-candidates.ts';

const baltic = { clusterSelector: { matchLabels: { sea: 'baltic' } } };
const everywhere = { clusterSelector: {} };
const broken = { clusterSelector: { matchExpressions: [{ key: 'sea', operator: 'Near' }] } };
const input: CandidateInput = {
  clusters: [
    { name: 'bremen', labels: { sea: 'north' } },
    { name: 'danzig', labels: { sea: 'baltic' } },
    { name: 'luebeck', labels: { sea: 'baltic', old: 'yes' } },
  ],
  intersectWithClusterSelector: true,
  placement: baltic,
  namespacePlacement: { kind: 'found', placement: everywhere },
  scope: 'Cluster',
};

function candidates(change: Partial<CandidateInput>): readonly string[] | string {
  const filtered = filterCandidates({ ...input, ...change });
  return filtered.ok ? filtered.value : filtered.reasons.join('; ');
}

describe('filterCandidates', () => {
  const all = ['bremen', 'danzig', 'luebeck'];
  const old = { clusterSelector: { matchLabels: { old: 'yes' } } };
  const cases: readonly [string, Partial<CandidateInput>, readonly string[]][] = [
    [
      'all when selectors have no say',
      { intersectWithClusterSelector: false, placement: broken, namespacePlacement: { kind: 'missing' } },
      all,
    ],
    ['those the object selects', {}, ['danzig', 'luebeck']],
    ['those the namespace selects as well', { namespacePlacement: { kind: 'found', placement: old } }, ['luebeck']],
    ['all where both select all', { placement: everywhere }, all],
    [
      'whatever clusters are listed',
      { placement: { ...baltic, clusters: [{ name: 'bremen' }] } },
      ['danzig', 'luebeck'],
    ],
    [
      "whatever the namespace's list says",
      { namespacePlacement: { kind: 'found', placement: { ...old, clusters: [] } } },
      ['luebeck'],
    ],
    ['none without a selector', { placement: { clusters: [{ name: 'danzig' }] } }, []],
    ['none without any placement', { placement: undefined }, []],
    ["none without the namespace's selector", { namespacePlacement: { kind: 'found' } }, []],
    [
      'those the object selects in a control plane of one namespace that is not federated',
      { scope: 'Namespaced', namespacePlacement: { kind: 'missing' } },
      ['danzig', 'luebeck'],
    ],
  ];
  for (const [what, change, expected] of cases)
    it(`takes ${what}`, () => assert.deepEqual(candidates(change), expected));

  it('refuses selectors that mean nothing, and a namespace that is not federated', () => {
    assert.match(String(candidates({ placement: broken })), /^spec\.placement\.clusterSelector.*"Near"/);
    const namespacePlacement = { kind: 'found' as const, placement: broken };
    assert.match(String(candidates({ namespacePlacement })), /^in the FederatedNamespace: .*"Near"/);
    assert.match(
      String(candidates({ namespacePlacement: { kind: 'missing' } })),
      /^in the FederatedNamespace: there is none/,
    );
  });
});
