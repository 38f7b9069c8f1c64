import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedSpec } from '../../api/federated-object.ts';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { compilePolicy } from '../policy/compile-policy.ts';
import { decide, isIntent, type Decision, type DecisionInput } from './decide.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const targetRef = { namespace: 'shop', name: 'prices' };
const everywhere = { clusterSelector: {} };

function decided(
  spec: FederatedSpec,
  namespacePlacement: 'missing' | 'not-needed' = 'not-needed',
  more: Partial<DecisionInput> = {},
): Decision {
  return decide({
    federated: { metadata: targetRef, spec: { template: { data: { a: '1' } }, placement: everywhere, ...spec } },
    target: configMaps,
    targetRef,
    clusters: ['a', 'b', 'c'].map((name) => ({ name, labels: {}, taints: [] })),
    namespacePlacement: { kind: namespacePlacement },
    scope: 'Cluster',
    policies: [],
    present: new Set(),
    ...more,
  });
}

/** Hash, or status, by cluster. */
function outcomes({ chosen }: Decision): Record<string, string> {
  return Object.fromEntries([...chosen].map(([name, one]) => [name, isIntent(one) ? one.hash : one.status]));
}

function overriding(cluster: string, value: string): FederatedSpec {
  return { overrides: [{ clusterName: cluster, clusterOverrides: [{ path: '/data/a', value }] }] };
}

function removing(path: string): FederatedSpec {
  return { overrides: [{ clusterName: 'b', clusterOverrides: [{ op: 'remove', path }] }] };
}

describe('decide', () => {
  it('gives one intent to all clusters without overrides', () => {
    const { chosen } = decided(overriding('b', '2'));
    assert.equal(chosen.get('a'), chosen.get('c'));
    assert.notEqual(chosen.get('a'), chosen.get('b'));
  });

  it('leaves the intents of others as they are when the override of one cluster changes', () => {
    const [before, after] = [outcomes(decided(overriding('b', '2'))), outcomes(decided(overriding('b', '3')))];
    assert.notEqual(before['b'], after['b']);
    assert.deepEqual([before['a'], before['c']], [after['a'], after['c']]);
  });

  it('fails for one cluster where an override does not fit, and for all where it breaks a rule', () => {
    const { a, b } = outcomes(decided(removing('/data/none')));
    assert.equal(b, 'ApplyOverridesFailed');
    assert.match(a ?? '', /^[0-9a-f]{16}$/);
    const failed = 'ApplyOverridesFailed';
    assert.deepEqual(outcomes(decided(removing('/kind'))), { a: failed, b: failed, c: failed });
  });

  it('notes clusters of placement and overrides that are not joined, each once', () => {
    const spec = { placement: { clusters: [{ name: 'a' }, { name: 'z' }] } };
    assert.deepEqual(decided({ ...spec, ...overriding('y', '2') }).notes, [
      'spec.placement names clusters that are not joined: z',
      'spec.overrides names clusters that are not joined: y',
    ]);
    assert.deepEqual(decided({ ...spec, ...overriding('z', '2') }).notes, [
      'spec.placement names clusters that are not joined: z',
    ]);
  });

  it('takes out what policies do not allow, of what is wanted, and keeps what is there', () => {
    const spec = { denied: { clusters: [{ name: 'a' }, { name: 'b' }] } };
    const policy = compilePolicy('ClusterPlacementPolicy', { metadata: { name: 'p' }, spec } as never);
    const wanted = { placement: { clusters: [{ name: 'b' }, { name: 'c' }] } };
    const open = decided(wanted, 'not-needed', { policies: [policy] });
    assert.deepEqual([[...open.chosen.keys()], [...open.barred]], [['c'], ['b']]);
    assert.deepEqual(
      open.excluded.map(({ cluster, by }) => `${cluster} ${by}`),
      ['b ClusterPlacementPolicy p'],
    );
    const kept = decided(wanted, 'not-needed', { policies: [policy], present: new Set(['b']) });
    assert.deepEqual([[...kept.chosen.keys()], [...kept.barred]], [['b', 'c'], []]);
  });

  it('goes where its preference says, with the replicas of each cluster below what is overridden', () => {
    const target = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };
    const chosen = { reason: 'Chosen', message: 'it is good' };
    const recorded: RecordedDecision = {
      name: 'prices',
      outcome: 'Scheduled',
      message: 'in 3 clusters',
      taken: [
        { clusters: ['a', 'b'], replicas: 3, ...chosen },
        { clusters: ['d'], replicas: 5, ...chosen },
      ],
      left: [{ clusters: ['c'], reason: 'NoRoom', message: 'it is full' }],
      unplaced: 0,
    };
    const schedule = { title: 'SchedulingPreference shop/prices', decision: recorded };
    const template = { spec: { replicas: 9 } };
    const overrides = [{ clusterName: 'b', clusterOverrides: [{ path: '/spec/replicas', value: 1 }] }];
    const more = { target, schedule, replicasPath: '/spec/replicas' };
    const { chosen: objects, left } = decided({ template, overrides }, 'not-needed', more);
    const replicas = [...objects].map(([name, one]) => [name, isIntent(one) ? one.object['spec'] : one.message]);
    assert.deepEqual(replicas, [
      ['a', { replicas: 3 }],
      ['b', { replicas: 1 }],
    ]);
    assert.deepEqual(left, [{ cluster: 'c', by: schedule.title, reason: 'NoRoom', message: 'it is full' }]);
    const { chosen: without } = decided({ template: {} }, 'not-needed', more);
    assert.deepEqual(without.get('a'), {
      status: 'ComputeResourceFailed',
      message: 'the template has no place for replicas at /spec/replicas',
    });
  });

  it('counts against the maximum of a policy only where its preference wants it to go', () => {
    const policy = compilePolicy('ClusterPlacementPolicy', {
      metadata: { name: 'p' },
      spec: { maxClusters: 1 },
    } as never);
    const recorded: RecordedDecision = {
      name: 'prices',
      outcome: 'Scheduled',
      message: 'in 1 cluster',
      taken: [{ clusters: ['b'], reason: 'Chosen', message: 'it is good' }],
      left: [{ clusters: ['a', 'c'], reason: 'EnoughClusters', message: '1 is enough' }],
      unplaced: 0,
    };
    const schedule = { title: 'SchedulingPreference shop/prices', decision: recorded };
    const moved = decided({}, 'not-needed', { policies: [policy], schedule, present: new Set(['a']) });
    assert.deepEqual([[...moved.chosen.keys()], moved.excluded], [['b'], []]);
    assert.deepEqual(
      moved.left.map(({ cluster }) => cluster),
      ['a', 'c'],
    );
  });

  it('chooses nowhere in a namespace that is not federated, and says so', () => {
    const { chosen, namespaceNotFederated } = decided({}, 'missing');
    assert.deepEqual([chosen.size, namespaceNotFederated], [0, true]);
  });

  it('says nothing of clusters when the placement means nothing', () => {
    const { problem, chosen } = decided({ placement: { clusterSelector: { matchLabels: { 'a b': '' } } } });
    assert.deepEqual([problem?.reason, chosen.size], ['ComputePlacementFailed', 0]);
  });
});
