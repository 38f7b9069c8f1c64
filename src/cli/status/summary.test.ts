import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject } from '../../api/federated-object.ts';
import { formatTroubles, reportObject } from './object-report.ts';
import type { HealthState } from '../../api/object-health.ts';
import { formatSummary, summarise } from './summary.ts';

function object(name: string, rest: Partial<FederatedObject> = {}): FederatedObject {
  return { metadata: { name, namespace: 'shop', generation: 2 }, ...rest };
}

function withCondition(status: 'True' | 'False', observedGeneration = 2): Partial<FederatedObject> {
  const condition = {
    type: 'Propagation' as const,
    status,
    ...(status === 'False' && { reason: 'CheckClusters' as const }),
  };
  return { status: { observedGeneration, conditions: [condition] } };
}

function seen(observedPlacementGeneration: number): FederatedObject {
  return object('a', { status: { ...withCondition('True').status, observedPlacementGeneration } });
}

describe('reportObject', () => {
  const cases: [string, FederatedObject, string][] = [
    ['has no status', object('a'), 'Waiting'],
    ['changed since it was propagated', object('a', withCondition('True', 1)), 'Waiting'],
    ['is as wanted', object('a', withCondition('True')), 'Propagated'],
    ['is not as wanted', object('a', withCondition('False')), 'CheckClusters'],
    [
      'is being deleted',
      { ...object('a', withCondition('True')), metadata: { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      'Deleting',
    ],
  ];
  for (const [what, federated, state] of cases) {
    it(`calls one that ${what} ${state}`, () => assert.equal(reportObject('configmaps', federated).state, state));
  }

  it('calls one Waiting whose Placement object changed since it was propagated', () => {
    const placement = { metadata: { name: 'a', generation: 3 } };
    assert.equal(reportObject('configmaps', seen(2), { placement }).state, 'Waiting');
    assert.equal(reportObject('configmaps', seen(3), { placement }).state, 'Propagated');
    assert.equal(reportObject('configmaps', seen(3)).state, 'Waiting');
  });

  it('counts clusters, and names those in trouble in their order', () => {
    const clusters = [
      { name: 'kiel', status: 'UpdateFailed' as const },
      { name: 'hamburg' },
      { name: 'bremen', status: 'AlreadyExists' as const },
    ];
    const report = reportObject('configmaps', object('a', { status: { clusters } }));
    assert.deepEqual([report.clusters, report.clustersOk], [3, 1]);
    assert.deepEqual(
      report.troubles.map(({ name }) => name),
      ['bremen', 'kiel'],
    );
  });
});

/** An object of which its one cluster says how it does. */
function told(health: HealthState, status?: 'True' | 'False'): FederatedObject {
  const summary = { health, clusters: { wanted: 2, propagated: 2, pending: 0, failed: 0 }, inClusters: '2/2' };
  const clusters = [{ name: 'bremen', health, ...(health !== 'Healthy' && { healthMessage: 'it says so' }) }];
  return object('a', { status: { ...withCondition(status ?? 'True').status, clusters, summary } });
}

describe('how objects do', () => {
  it('is told with clusters that are as wanted and do not do well', () => {
    const report = reportObject('configmaps', told('Degraded'));
    assert.deepEqual([report.state, report.health, report.clustersOk], ['Propagated', 'Degraded', 1]);
    assert.equal(formatTroubles(report, { messages: false }), 'bremen: Degraded');
    assert.equal(formatTroubles(report, { messages: true }), 'bremen: Degraded (it says so)');
  });

  it('makes an overview name what is propagated and not well, but not what somebody holds', () => {
    const objects = [told('Healthy'), told('Suspended'), told('Progressing'), told('Degraded', 'False'), object('old')];
    const { types, notPropagated, notHealthy } = summarise([], [{ type: 'x', objects, splitOf: () => ({}) }]);
    assert.deepEqual(types, [{ type: 'x', objects: 5, propagated: 3, notPropagated: 2, notHealthy: 2 }]);
    assert.deepEqual(
      [notPropagated, notHealthy].map((reports) => reports.map(({ health }) => health)),
      [['Degraded', ''], ['Progressing']],
    );
  });
});

describe('formatSummary', () => {
  it('hides types without objects unless it is wide', () => {
    const listed = [
      { type: 'configmaps', objects: [object('a', withCondition('True'))], splitOf: () => ({}) },
      { type: 'secrets', objects: [], splitOf: () => ({}) },
    ];
    const summary = summarise([], listed);
    assert.doesNotMatch(formatSummary(summary, 'table'), /secrets/);
    assert.match(formatSummary(summary, 'wide'), /^secrets +0 +0 +0 +0$/m);
  });

  it('does not list more objects than a person reads', () => {
    const objects = Array.from({ length: 25 }, (_, index) => object(`o-${index}`));
    const lines = formatSummary(summarise([], [{ type: 'configmaps', objects, splitOf: () => ({}) }]), 'table').split(
      '\n',
    );
    assert.equal(lines.filter((line) => line.includes('Waiting')).length, 20);
    assert.equal(lines.at(-2), '... and 5 more; "hansa status TYPE -A" lists all of a type');
  });
});
