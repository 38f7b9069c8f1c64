import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { FederatedClusterStatus } from '../../api/federated-object.ts';
import { healthStates } from '../../api/object-health.ts';
import { summariseClusters } from './summarise-clusters.ts';

function summary(wanted: readonly string[], clusters: readonly FederatedClusterStatus[]) {
  return summariseClusters(new Set(wanted), clusters);
}

describe('summariseClusters', () => {
  it('is well when every wanted cluster has it and it does well there, with no more to say', () => {
    const clusters = [
      { name: 'a', health: 'Healthy' },
      { name: 'b', health: 'Healthy' },
    ] as const;
    assert.deepEqual(summary(['a', 'b'], clusters), {
      health: 'Healthy',
      clusters: { wanted: 2, propagated: 2, pending: 0, failed: 0 },
      inClusters: '2/2',
    });
  });

  it('is well when nothing is wanted', () => {
    assert.equal(summary([], []).health, 'Healthy');
  });

  it('sums up replicas of the clusters that are seen', () => {
    const clusters = [
      { name: 'a', health: 'Healthy', replicas: { wanted: 3, ready: 3, updated: 3, available: 3 } },
      { name: 'b', health: 'Progressing', replicas: { wanted: 2, ready: 1, updated: 2, available: 0 } },
      { name: 'c', status: 'ClusterNotReady' },
    ] as const;
    const { replicas, inReplicas, inClusters } = summary(['a', 'b', 'c'], clusters);
    assert.deepEqual(replicas, { wanted: 5, ready: 4, updated: 5, available: 3 });
    assert.deepEqual([inReplicas, inClusters], ['4/5', '2/3']);
  });

  it('counts what waits, also for removal where it is not wanted, apart from what failed', () => {
    const clusters = [
      { name: 'a', health: 'Healthy' },
      { name: 'b', status: 'UpdateTimedOut' },
      { name: 'c', status: 'CreationFailed' },
      { name: 'd', status: 'WaitingForRemoval' },
    ] as const;
    const { clusters: counts } = summary(['a', 'b', 'c', 'silent'], clusters);
    assert.deepEqual(counts, { wanted: 4, propagated: 1, pending: 3, failed: 1 });
  });

  const cases: readonly [what: string, cluster: Partial<FederatedClusterStatus>, health: string, message: string][] = [
    ['has failed there', { health: 'Degraded', healthMessage: 'no disk' }, 'Degraded', 'b: no disk'],
    ['cannot be created', { status: 'CreationFailed' }, 'Degraded', 'b: CreationFailed'],
    ['is well in a form of old', { status: 'UpdateFailed', health: 'Healthy' }, 'Degraded', 'b: UpdateFailed'],
    ['cannot be seen', { status: 'ClusterNotReady' }, 'Unknown', 'b: ClusterNotReady'],
    ['was never seen', {}, 'Unknown', 'b: Unknown'],
    ['is on its way', { status: 'UpdateTimedOut', health: 'Healthy' }, 'Progressing', 'b: UpdateTimedOut'],
    [
      'is on its way and has failed',
      { status: 'UpdateTimedOut', health: 'Degraded', healthMessage: 'no disk' },
      'Degraded',
      'b: no disk',
    ],
    ['is held', { health: 'Suspended', healthMessage: 'it is paused' }, 'Suspended', 'b: it is paused'],
  ];
  for (const [what, cluster, health, message] of cases) {
    it(`is ${health} where it ${what}`, () => {
      const told = summary(
        ['a', 'b'],
        [
          { name: 'a', health: 'Healthy' },
          { name: 'b', ...cluster },
        ],
      );
      assert.deepEqual([told.health, told.message], [health, message]);
    });
  }

  it('is on its way as long as it has to leave a cluster', () => {
    const told = summary([], [{ name: 'b', status: 'WaitingForRemoval' }]);
    assert.deepEqual([told.health, told.message, told.inClusters], ['Progressing', 'b: WaitingForRemoval', '0/0']);
  });

  it('is not well while nobody goes on with it, however it does where it is', () => {
    const told = summariseClusters(new Set(['a']), [{ name: 'a', health: 'Healthy' }], 'ComputePlacementFailed');
    assert.deepEqual([told.health, told.message, told.inClusters], ['Degraded', 'ComputePlacementFailed', '1/1']);
  });

  it('names no more than three clusters, the worst of them first', () => {
    const clusters = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      name,
      health: name === 'e' ? ('Degraded' as const) : ('Progressing' as const),
      healthMessage: `${name} says so`,
    }));
    const { message } = summary(['a', 'b', 'c', 'd', 'e', 'f'], clusters);
    assert.equal(message, 'e: e says so; a: a says so; b: b says so; and 3 more');
  });

  it('gives every wanted cluster one place, and its health is that of the worst', () => {
    const status = fc.option(fc.constantFrom('UpdateFailed', 'UpdateTimedOut', 'ClusterNotReady'), { nil: undefined });
    const cluster = fc.record({ status, health: fc.constantFrom(...healthStates), isTold: fc.boolean() });
    fc.assert(
      fc.property(fc.array(cluster, { maxLength: 8 }), (all) => {
        const told = all.flatMap(({ status, health, isTold }, index) =>
          isTold ? [{ name: `c${index}`, health, ...(status && { status }) }] : [],
        );
        const { health, clusters } = summary(
          all.map((_, index) => `c${index}`),
          told,
        );
        assert.equal(clusters.propagated + clusters.pending + clusters.failed, clusters.wanted);
        const worst = Math.max(0, ...told.map((one) => healthStates.indexOf(one.health ?? 'Unknown')));
        assert.ok(healthStates.indexOf(health) >= worst);
        const isWell = clusters.propagated === clusters.wanted && worst === 0;
        assert.equal(health === 'Healthy', isWell);
      }),
      { seed: 7 },
    );
  });
});
