import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterPropagationStatus, FederatedClusterStatus } from '../../api/federated-object.ts';
import { decideEvents, type EventsInput } from './decide-events.ts';

const target = 'ConfigMap "shop/prices"';

function cluster(name: string, status?: ClusterPropagationStatus, version?: string): FederatedClusterStatus {
  return {
    name,
    ...(status ? { status, message: `${name} said no` } : {}),
    ...(version === undefined ? {} : { version }),
  };
}

function told(input: Partial<EventsInput>): string[] {
  const events = decideEvents({ target, clusters: [], before: [], isRemoval: false, ...input });
  return events.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
}

describe('events of a federated object (6.5.5)', () => {
  const cases: readonly [ClusterPropagationStatus, string | undefined, string][] = [
    ['CreationFailed', undefined, 'CreateInClusterFailed: Failed to create ConfigMap "shop/prices" in cluster "a"'],
    ['AlreadyExists', undefined, 'CreateInClusterFailed: Failed to create ConfigMap "shop/prices" in cluster "a"'],
    ['UpdateFailed', 'h/rv:1', 'UpdateInClusterFailed: Failed to update ConfigMap "shop/prices" in cluster "a"'],
    ['ManagedLabelFalse', 'h/rv:1', 'UpdateInClusterFailed: Failed to update ConfigMap "shop/prices" in cluster "a"'],
    [
      'ApplyOverridesFailed',
      undefined,
      'CreateInClusterFailed: Failed to create ConfigMap "shop/prices" in cluster "a"',
    ],
    [
      'ApplyOverridesFailed',
      'h/rv:1',
      'UpdateInClusterFailed: Failed to update ConfigMap "shop/prices" in cluster "a"',
    ],
    [
      'ComputeResourceFailed',
      undefined,
      'CreateInClusterFailed: Failed to create ConfigMap "shop/prices" in cluster "a"',
    ],
    ['DeletionFailed', 'h/rv:1', 'DeleteInClusterFailed: Failed to delete ConfigMap "shop/prices" in cluster "a"'],
    [
      'LabelRemovalFailed',
      'h/rv:1',
      'RemoveManagedLabelFromInClusterFailed: Failed to remove managed label from ConfigMap "shop/prices" in cluster "a"',
    ],
    ['ClusterNotReady', undefined, 'ClusterNotReady: Cannot work on ConfigMap "shop/prices" in cluster "a"'],
    ['CachedRetrievalFailed', undefined, 'CachedRetrievalFailed: Cannot watch ConfigMap "shop/prices" in cluster "a"'],
  ];
  for (const [status, version, expected] of cases) {
    it(`tell of ${status} of what was ${version === undefined ? 'never written' : 'written'}`, () => {
      assert.deepEqual(told({ clusters: [cluster('a', status, version)] }), [`Warning ${expected}: a said no`]);
    });
  }

  it('tell nothing of what is well, is on its way, or has not answered yet', () => {
    const clusters = [cluster('a'), cluster('b', 'WaitingForRemoval'), cluster('c', 'UpdateTimedOut')];
    assert.deepEqual(told({ clusters }), []);
  });

  it('are one for all clusters that fail alike', () => {
    const clusters = ['a', 'b', 'c', 'd', 'e'].map((name) => cluster(name, 'CreationFailed'));
    assert.deepEqual(told({ clusters: [...clusters, cluster('f', 'ClusterNotReady')] }), [
      'Warning CreateInClusterFailed: Failed to create ConfigMap "shop/prices" in clusters "a", "b", "c" and 2 more: a said no',
      'Warning ClusterNotReady: Cannot work on ConfigMap "shop/prices" in cluster "f": f said no',
    ]);
  });

  it('tell what is new only', () => {
    const before = [cluster('a', 'UpdateFailed', 'h/rv:1'), cluster('b')];
    const clusters = [cluster('a', 'UpdateFailed', 'h/rv:2'), cluster('b', 'UpdateFailed')];
    assert.deepEqual(told({ before, clusters }), [
      'Warning UpdateInClusterFailed: Failed to update ConfigMap "shop/prices" in cluster "b": b said no',
    ]);
    assert.deepEqual(told({ before: clusters, clusters }), []);
  });

  it('tell which clusters a deletion waits for', () => {
    const clusters = [
      cluster('a', 'WaitingForRemoval'),
      cluster('b', 'WaitingForRemoval'),
      cluster('c', 'DeletionTimedOut'),
    ];
    assert.deepEqual(told({ clusters, isRemoval: true }), [
      'Normal WaitForRemovalInCluster: Waiting for managed resources to be removed from the following clusters: a, b',
    ]);
    assert.deepEqual(told({ clusters, before: clusters, isRemoval: true }), []);
  });
});
