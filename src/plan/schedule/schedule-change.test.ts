import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterOverride, FederatedSpec, OverrideOperation } from '../../api/federated-object.ts';
import { assignedReplicas, decideScheduleChange } from './schedule-change.ts';

const image: OverrideOperation = { op: 'add', path: '/spec/template/metadata/labels/tier', value: 'front' };
const replicas = (value: number): OverrideOperation => ({ path: '/spec/replicas', value });
const forCluster = (clusterName: string, ...clusterOverrides: OverrideOperation[]): ClusterOverride => ({
  clusterName,
  clusterOverrides,
});
const placed = (...names: string[]) => ({ clusters: names.map((name) => ({ name })) });

function change(spec: FederatedSpec | undefined, counts: Readonly<Record<string, number>>) {
  return decideScheduleChange(spec, new Map(Object.entries(counts)));
}

describe('decideScheduleChange', () => {
  it('places and overrides an object that says nothing, by name', () => {
    const wanted = {
      placement: placed('bremen', 'danzig'),
      overrides: [forCluster('bremen', replicas(2)), forCluster('danzig', replicas(0))],
    };
    for (const nothing of [
      undefined,
      {},
      { placement: { clusterSelector: {} } },
      { placement: placed(), overrides: null },
    ]) {
      assert.deepEqual(change(nothing, { danzig: 0, bremen: 2 }), wanted);
    }
  });

  it('changes nothing that is as it should be, whatever the order', () => {
    const spec = {
      placement: placed('danzig', 'bremen'),
      overrides: [
        forCluster('danzig', image, replicas(3)),
        forCluster('wismar', image),
        forCluster('bremen', replicas(0)),
      ],
    };
    assert.equal(change(spec, { bremen: 0, danzig: 3 }), undefined);
  });

  const merges: readonly [string, readonly ClusterOverride[], readonly ClusterOverride[]][] = [
    [
      'takes replicas from a cluster that gets none, and leaves its other overrides',
      [forCluster('wismar', replicas(9), image), forCluster('bremen', replicas(5))],
      [forCluster('wismar', image), forCluster('bremen', replicas(5))],
    ],
    [
      'takes away an override of which nothing is left',
      [forCluster('wismar', replicas(9)), forCluster('bremen', replicas(5))],
      [forCluster('bremen', replicas(5))],
    ],
    [
      'updates in place',
      [forCluster('bremen', image, replicas(1), { op: 'remove', path: '/spec/paused' })],
      [forCluster('bremen', image, replicas(5), { op: 'remove', path: '/spec/paused' })],
    ],
    [
      'appends to a cluster that has other overrides',
      [forCluster('bremen', image)],
      [forCluster('bremen', image, replicas(5))],
    ],
    ['appends to a cluster without any', [{ clusterName: 'bremen' }], [forCluster('bremen', replicas(5))]],
    [
      'replaces a removal',
      [forCluster('bremen', { op: 'remove', path: '/spec/replicas', value: 5 })],
      [forCluster('bremen', replicas(5))],
    ],
    [
      'leaves alone what is meant for nobody',
      [{ clusterOverrides: [image] }],
      [{ clusterOverrides: [image] }, forCluster('bremen', replicas(5))],
    ],
  ];
  for (const [what, before, after] of merges) {
    it(what, () => {
      const spec = { placement: placed('bremen'), overrides: before };
      const original = structuredClone(spec);
      assert.deepEqual(change(spec, { bremen: 5 }), { overrides: after });
      assert.deepEqual(spec, original);
    });
  }

  it('takes an add of the right number for what it should be', () => {
    const overrides = [forCluster('bremen', { op: 'add', path: '/spec/replicas', value: 5 })];
    assert.equal(change({ placement: placed('bremen'), overrides }, { bremen: 5 }), undefined);
  });

  it('leaves overrides out of a change of the placement alone', () => {
    const overrides = [forCluster('bremen', replicas(5))];
    assert.deepEqual(change({ placement: placed('bremen', 'wismar'), overrides }, { bremen: 5 }), {
      placement: placed('bremen'),
    });
  });
});

describe('assignedReplicas', () => {
  it('reads what overrides give clusters that are listed', () => {
    const overrides = [
      forCluster('bremen', image, replicas(5)),
      forCluster('danzig', image),
      forCluster('luebeck', { op: 'remove', path: '/spec/replicas', value: 2 }),
      forCluster('wismar', { path: '/spec/replicas', value: 'many' }),
      forCluster('stade', replicas(4)),
      { clusterName: 'rostock' },
    ];
    const placement = placed('bremen', 'danzig', 'luebeck', 'rostock', 'visby', 'wismar');
    assert.deepEqual([...assignedReplicas({ placement, overrides })], [['bremen', 5]]);
    assert.deepEqual([...assignedReplicas({ placement: { clusterSelector: {} }, overrides })], []);
    assert.deepEqual([...assignedReplicas(undefined)], []);
  });
});
