import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterView } from '../placement/cluster-view.ts';
import { compilePolicy, type Policy } from './compile-policy.ts';
import type { SelectableObject } from './policy-selection.ts';

const bremen: ClusterView = {
  name: 'bremen',
  labels: { sea: 'north' },
  taints: [
    { key: 'gpu', value: 'none', effect: 'PreferNoSchedule' },
    { key: 'upgrade', value: 'now', effect: 'NoSchedule' },
  ],
};
const luebeck: ClusterView = {
  name: 'luebeck',
  labels: { sea: 'baltic', ice: 'yes' },
  taints: [{ key: 'edge', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' }],
};
const web: SelectableObject = {
  kind: 'FederatedSecret',
  namespace: 'shop',
  labels: { app: 'web' },
  isNamespace: false,
};
const shop: SelectableObject = { kind: 'FederatedNamespace', namespace: 'shop', labels: {}, isNamespace: true };

function policy(spec: object, namespace?: string): Policy {
  const metadata = { name: 'p', ...(namespace === undefined ? {} : { namespace }) };
  return compilePolicy(namespace === undefined ? 'ClusterPlacementPolicy' : 'PlacementPolicy', {
    metadata,
    spec,
  } as Parameters<typeof compilePolicy>[1]);
}

describe('compilePolicy', () => {
  const north = { matchLabels: { sea: 'north' } };
  const cases: readonly [string, object, bremen: string, luebeck: string][] = [
    ['names', { allowed: { clusters: [{ name: 'bremen' }] } }, '', 'NotAllowed: not named in spec.allowed.clusters'],
    [
      'no names',
      { allowed: { clusters: [] } },
      'NotAllowed: not named in spec.allowed.clusters',
      'NotAllowed: not named in spec.allowed.clusters',
    ],
    [
      'labels',
      { allowed: { clusterSelector: north } },
      '',
      'NotAllowed: labels do not match spec.allowed.clusterSelector: sea=north',
    ],
    [
      'an expression',
      { allowed: { expression: "cluster.labels['sea'] == 'north'" } },
      '',
      'NotAllowed: spec.allowed.expression is false',
    ],
    [
      'all that allows',
      { allowed: { clusterSelector: {}, expression: "cluster.name != 'bremen'" } },
      'NotAllowed: spec.allowed.expression is false',
      '',
    ],
    ['denied names', { denied: { clusters: [{ name: 'bremen' }] } }, 'Denied: named in spec.denied.clusters', ''],
    ['denied labels', { denied: { clusterSelector: north } }, 'Denied: labels match spec.denied.clusterSelector', ''],
    [
      'any that denies',
      { denied: { clusters: [{ name: 'luebeck' }], expression: "cluster.name == 'bremen'" } },
      'Denied: spec.denied.expression is true',
      'Denied: named in spec.denied.clusters',
    ],
    [
      'no tolerations',
      { requiredTolerations: [] },
      untolerated('upgrade=now:NoSchedule'),
      untolerated('edge:NoExecute'),
    ],
    ['a toleration', { requiredTolerations: [{ key: 'edge' }] }, untolerated('upgrade=now:NoSchedule'), ''],
    [
      'tolerations by effect',
      { requiredTolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] },
      '',
      untolerated('edge:NoExecute'),
    ],
    ['a toleration of everything', { requiredTolerations: [{ operator: 'Exists' }] }, '', ''],
    ['taints as nothing where no toleration is required', { allowed: { clusterSelector: {} } }, '', ''],
    [
      'an untolerated taint over an expression without an answer',
      { requiredTolerations: [], denied: { expression: "cluster.labels['x'] == ''" } },
      untolerated('upgrade=now:NoSchedule'),
      untolerated('edge:NoExecute'),
    ],
    [
      'a toleration that makes no sense',
      { requiredTolerations: [{ value: 'now' }] },
      ...both(
        'PolicyBroken?: spec.requiredTolerations[0]: Invalid value: operator must be Exists when key is absent, and then there is no value',
      ),
    ],
    [
      'denial over allowance',
      { allowed: { clusterSelector: {} }, denied: { clusterSelector: {} } },
      ...both('Denied: labels match spec.denied.clusterSelector'),
    ],
    [
      'an expression without an answer for one',
      { denied: { expression: "cluster.labels['ice'] == 'yes'" } },
      'NoAnswer?: spec.denied.expression has no answer for this cluster: field not found: ice',
      'Denied: spec.denied.expression is true',
    ],
    [
      'a certain no over none',
      { allowed: { expression: "cluster.labels['x'] == ''", clusters: [] } },
      ...both('NotAllowed: not named in spec.allowed.clusters'),
    ],
    [
      'a broken expression',
      { allowed: { expression: 'cluster.name ==' } },
      ...both('PolicyBroken?: spec.allowed.expression: at character 14: found = but expecting end of input'),
    ],
    [
      'a broken selector',
      { denied: { clusterSelector: { matchLabels: { 'a b': '' } } } },
      ...both(
        "PolicyBroken?: spec.denied.clusterSelector.matchLabels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      ),
    ],
    [
      'nothing',
      {},
      ...both(
        'PolicyBroken?: spec: Invalid value: must have allowed, denied, requiredTolerations or maxClusters: without any of them it would say nothing',
      ),
    ],
  ];
  for (const [name, spec, ofBremen, ofLuebeck] of cases) {
    it(`reads ${name}`, () => {
      const { refuses } = policy(spec);
      const told = [bremen, luebeck].map((cluster) => {
        const refusal = refuses(cluster);
        return refusal ? `${refusal.reason}${refusal.isSure ? '' : '?'}: ${refusal.message}` : '';
      });
      assert.deepEqual(told, [ofBremen, ofLuebeck]);
    });
  }

  const selections: readonly [string, Policy, ofWeb: boolean, ofShop: boolean][] = [
    ['all but FederatedNamespaces', policy({ maxClusters: 1 }), true, false],
    ['kinds', policy({ maxClusters: 1, select: { kinds: ['FederatedNamespace'] } }), false, true],
    ['kinds as a whole', policy({ maxClusters: 1, select: { kinds: ['Federated'] } }), false, false],
    ['namespaces', policy({ maxClusters: 1, select: { namespaces: ['harbour'] } }), false, false],
    ['labels', policy({ maxClusters: 1, select: { labelSelector: { matchLabels: { app: 'web' } } } }), true, false],
    ['its own namespace', policy({ maxClusters: 1 }, 'shop'), true, false],
    ['no other namespace', policy({ maxClusters: 1 }, 'harbour'), false, false],
    ['everything when it is broken', policy({}), true, true],
    ['everything in its namespace when it is broken', policy({}, 'shop'), true, true],
    ['nothing in other namespaces when it is broken', policy({}, 'harbour'), false, false],
    [
      'everything when its selection is broken',
      policy({ maxClusters: 1, select: { labelSelector: { matchLabels: { 'a b': '' } } } }),
      true,
      true,
    ],
  ];
  for (const [name, { selects }, ofWeb, ofShop] of selections) {
    it(`selects ${name}`, () => assert.deepEqual([selects(web), selects(shop)], [ofWeb, ofShop]));
  }

  it('only watches in Audit mode, even when it is broken', () => {
    assert.equal(policy({ mode: 'Audit', allowed: { expression: '(' } }).mode, 'Audit');
  });
});

function untolerated(taint: string): string {
  return `TaintNotTolerated: spec.requiredTolerations does not tolerate its taint ${taint}`;
}

function both(text: string): [string, string] {
  return [text, text];
}
