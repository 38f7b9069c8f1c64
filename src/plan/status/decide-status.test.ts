import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedStatus } from '../../api/federated-object.ts';
import { decideStatus, type StatusInput } from './decide-status.ts';

const t1 = '2026-01-01T00:00:00Z';
const t2 = '2026-01-01T00:00:09Z';

function input(more: Partial<StatusInput> = {}): StatusInput {
  return {
    generation: 1,
    previous: undefined,
    namespaceNotFederated: false,
    clusters: [],
    excluded: [],
    notes: [],
    now: t1,
    ...more,
  };
}

function status(more: Partial<StatusInput> = {}): FederatedStatus {
  const decided = decideStatus(input(more));
  assert.ok(decided);
  return decided;
}

const excluded = [
  { cluster: 'b', by: 'ClusterPlacementPolicy eu', reason: 'Denied', message: 'named', kept: true },
  { cluster: 'c', by: 'ClusterPlacementPolicy eu', reason: 'Denied', message: 'named' },
] as const;

describe('decideStatus', () => {
  it('is True where clusters are excluded, with a condition for those that keep it', () => {
    const decided = status({ clusters: [{ name: 'a' }, { name: 'b' }], excluded });
    assert.deepEqual(decided.excluded, excluded);
    assert.deepEqual(decided.conditions, [
      { type: 'Propagation', status: 'True', lastTransitionTime: t1, lastUpdateTime: t1 },
      {
        type: 'PlacementAllowed',
        status: 'False',
        reason: 'KeptThoughNotAllowed',
        message: 'kept in b (ClusterPlacementPolicy eu: named)',
        lastTransitionTime: t1,
        lastUpdateTime: t1,
      },
    ]);
    assert.equal(decideStatus(input({ clusters: decided.clusters!, excluded, previous: decided, now: t2 })), undefined);
  });

  it('says no more of clusters that are not excluded any more', () => {
    const previous = status({ excluded });
    const { conditions, excluded: none } = status({ previous, now: t2 });
    assert.deepEqual([conditions?.length, none], [1, undefined]);
  });

  it('is True without a reason when every cluster is as wanted, clusters sorted by name', () => {
    const { conditions, clusters, observedGeneration } = status({
      generation: 7,
      clusters: [{ name: 'b' }, { name: 'a' }],
    });
    assert.equal(observedGeneration, 7);
    assert.deepEqual(clusters, [{ name: 'a' }, { name: 'b' }]);
    assert.deepEqual(conditions, [{ type: 'Propagation', status: 'True', lastTransitionTime: t1, lastUpdateTime: t1 }]);
  });

  it('is False with CheckClusters and names the clusters when one is not', () => {
    const clusters = [{ name: 'a' }, { name: 'b', status: 'CreationFailed', message: 'no' }] as const;
    const [condition] = status({ clusters }).conditions!;
    assert.equal(condition!.status, 'False');
    assert.equal(condition!.reason, 'CheckClusters');
    assert.equal(condition!.message, '1 of 2 clusters is not as wanted: b (CreationFailed)');
  });

  it('counts one cluster as one', () => {
    const [condition] = status({ clusters: [{ name: 'a', status: 'ClusterNotReady' }] }).conditions!;
    assert.equal(condition!.message, '1 of 1 cluster is not as wanted: a (ClusterNotReady)');
  });

  it('names no more than three clusters in its message', () => {
    const clusters = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, status: 'ClusterNotReady' as const }));
    const [condition] = status({ clusters }).conditions!;
    assert.equal(
      condition!.message,
      '5 of 5 clusters are not as wanted: a (ClusterNotReady), b (ClusterNotReady), c (ClusterNotReady), and 2 more',
    );
  });

  it('tells a problem of the decision before anything of clusters', () => {
    const problem = { reason: 'ComputePlacementFailed', message: 'bad selector' } as const;
    const [condition] = status({
      problem,
      namespaceNotFederated: true,
      clusters: [{ name: 'a', status: 'UpdateFailed' }],
    }).conditions!;
    assert.equal(condition!.reason, 'ComputePlacementFailed');
    assert.equal(condition!.message, 'bad selector');
  });

  it('says NamespaceNotFederated and what to do', () => {
    const [condition] = status({ namespaceNotFederated: true }).conditions!;
    assert.equal(condition!.reason, 'NamespaceNotFederated');
    assert.match(condition!.message!, /create one/);
  });

  it('keeps notes of what was said but means nothing, without turning False', () => {
    const [condition] = status({ notes: ['spec.placement names clusters that are not joined: x'] }).conditions!;
    assert.equal(condition!.status, 'True');
    assert.equal(condition!.message, 'spec.placement names clusters that are not joined: x');
  });

  it('decides on no write when nothing changed, whatever the order of clusters and the time', () => {
    const clusters = [
      { name: 'a', version: 'h/rv:1' },
      { name: 'b', version: 'h/rv:2' },
    ];
    const previous = status({ clusters });
    assert.equal(decideStatus(input({ previous, clusters: [...clusters].reverse(), now: t2 })), undefined);
  });

  it('writes for a new generation alone, and moves lastTransitionTime with status or reason only', () => {
    const previous = status({ clusters: [{ name: 'a' }] });
    const next = status({ previous, generation: 2, clusters: [{ name: 'a' }], now: t2 });
    assert.equal(next.observedGeneration, 2);
    assert.equal(next.conditions![0]!.lastTransitionTime, t1);
    assert.equal(next.conditions![0]!.lastUpdateTime, t2);
    const failed = status({
      previous: next,
      generation: 2,
      clusters: [{ name: 'a', status: 'UpdateFailed' }],
      now: t2,
    });
    assert.equal(failed.conditions![0]!.lastTransitionTime, t2);
  });

  it('writes for a generation of the split objects alone, and forgets that of one that is gone', () => {
    const previous = status({ splitGenerations: { observedPlacementGeneration: 1, observedOverrideGeneration: 4 } });
    assert.equal(previous.observedPlacementGeneration, 1);
    const same = { observedPlacementGeneration: 1, observedOverrideGeneration: 4 };
    assert.equal(decideStatus(input({ previous, splitGenerations: same })), undefined);
    const next = status({ previous, splitGenerations: { observedPlacementGeneration: 2 } });
    assert.equal(next.observedPlacementGeneration, 2);
    assert.ok(!('observedOverrideGeneration' in next));
  });
});
