import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject } from '../../api/federated-object.ts';
import { clusterRows, type PlacementFacts } from './cluster-rows.ts';
import { describePlacement } from './describe-placement.ts';

const facts: PlacementFacts = {
  clusters: [
    { name: 'hamburg', labels: { sea: 'north' }, taints: [] },
    { name: 'bremen', labels: { sea: 'north' }, taints: [] },
    { name: 'luebeck', labels: { sea: 'baltic' }, taints: [] },
  ],
  namespacePlacement: { kind: 'found', placement: { clusterSelector: {} } },
  scope: 'Cluster',
};

function objectWith(rest: Partial<FederatedObject>): FederatedObject {
  return { metadata: { name: 'web', namespace: 'shop' }, ...rest };
}

describe('clusterRows', () => {
  it('tells clusters that have it, wait for it, never joined, and are not meant', () => {
    const object = objectWith({
      spec: { placement: { clusters: [{ name: 'hamburg' }, { name: 'stralsund' }, { name: 'bremen' }] } },
      status: {
        clusters: [
          { name: 'hamburg', version: 'abc/gen:1' },
          { name: 'gone', status: 'WaitingForRemoval', message: 'has a finalizer' },
        ],
      },
    });
    assert.deepEqual(
      clusterRows(object, facts).map(({ cluster, status, version }) => [cluster, status, version]),
      [
        ['bremen', 'Waiting', ''],
        ['gone', 'WaitingForRemoval', ''],
        ['hamburg', 'OK', 'abc/gen:1'],
        ['luebeck', 'NotPlaced', ''],
        ['stralsund', 'NotJoined', ''],
      ],
    );
  });

  it('tells clusters that an object on its way out has left from those it waits for', () => {
    const object: FederatedObject = {
      metadata: { name: 'web', namespace: 'shop', deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec: { placement: { clusters: [{ name: 'hamburg' }, { name: 'bremen' }] } },
      status: { clusters: [{ name: 'hamburg', status: 'ClusterNotReady', message: 'deletion waits for it' }] },
    };
    assert.deepEqual(
      clusterRows(object, facts).map(({ cluster, status }) => [cluster, status]),
      [
        ['bremen', 'Removed'],
        ['hamburg', 'ClusterNotReady'],
        ['luebeck', 'NotPlaced'],
      ],
    );
  });

  it('says which policy keeps it out of a cluster, or would', () => {
    const told = { by: 'ClusterPlacementPolicy eu', reason: 'Denied', message: 'named in spec.denied.clusters' };
    const object = objectWith({
      spec: { placement: { clusterSelector: { matchLabels: { sea: 'north' } } } },
      status: {
        clusters: [{ name: 'bremen', version: 'abc/gen:1' }],
        excluded: [
          { cluster: 'bremen', ...told, kept: true },
          { cluster: 'hamburg', ...told },
        ],
      },
    });
    assert.deepEqual(
      clusterRows(object, facts).map(({ cluster, status, message }) => [cluster, status, message]),
      [
        ['bremen', 'OK', 'not allowed any more by ClusterPlacementPolicy eu: named in spec.denied.clusters'],
        ['hamburg', 'NotAllowed', 'ClusterPlacementPolicy eu: named in spec.denied.clusters'],
        ['luebeck', 'NotPlaced', 'labels do not match spec.placement.clusterSelector: sea=north'],
      ],
    );
  });

  it('says why a cluster is not meant', () => {
    const object = objectWith({ spec: { placement: { clusterSelector: { matchLabels: { sea: 'baltic' } } } } });
    const messages = new Map(clusterRows(object, facts).map(({ cluster, message }) => [cluster, message]));
    assert.match(messages.get('bremen') ?? '', /labels do not match/);
    const alone = { ...facts, namespacePlacement: { kind: 'missing' } as const };
    const [row] = clusterRows(objectWith({ spec: { placement: { clusterSelector: {} } } }), alone);
    assert.deepEqual(row, {
      cluster: 'bremen',
      status: 'NotPlaced',
      version: '',
      message: 'there is no FederatedNamespace in namespace shop',
    });
  });

  it('still shows what is recorded when the placement makes no sense', () => {
    const object = objectWith({
      spec: { placement: { clusterSelector: { matchExpressions: [{ key: 'sea', operator: 'Near' }] } } },
      status: { clusters: [{ name: 'bremen' }] },
    });
    assert.deepEqual(
      clusterRows(object, facts).map(({ cluster }) => cluster),
      ['bremen'],
    );
  });
});

describe('describePlacement', () => {
  const cases: [FederatedObject['spec'], string][] = [
    [undefined, 'no cluster (there is neither a list nor a selector)'],
    [{ placement: { clusters: [] } }, 'no cluster (the list is empty)'],
    [{ placement: { clusters: [{ name: 'a' }, { name: 'b' }], clusterSelector: {} } }, 'a, b'],
    [{ placement: { clusterSelector: {} } }, 'every cluster'],
    [{ placement: { clusters: null, clusterSelector: { matchLabels: { sea: 'north' } } } }, 'clusters with sea=north'],
    [
      {
        placement: {
          clusterSelector: {
            matchExpressions: [
              { key: 'sea', operator: 'In', values: ['north', 'baltic'] },
              { key: 'old', operator: 'DoesNotExist' },
            ],
          },
        },
      },
      'clusters with sea In (north, baltic), old DoesNotExist',
    ],
  ];
  for (const [spec, text] of cases) {
    it(`reads: ${text}`, () => assert.equal(describePlacement(objectWith(spec ? { spec } : {})), text));
  }
});
