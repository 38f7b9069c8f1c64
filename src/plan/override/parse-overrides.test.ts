import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterOverride, OverrideOperation } from '../../api/federated-object.ts';
import { parseOverrides } from './parse-overrides.ts';

const forCluster = (clusterName: string, ...clusterOverrides: OverrideOperation[]): ClusterOverride => ({
  clusterName,
  clusterOverrides,
});

describe('parseOverrides', () => {
  it('reads the operations of each cluster', () => {
    const parsed = parseOverrides([
      forCluster('c1', { path: '/spec/replicas', value: 3 }, { op: '', path: '/spec/paused' }),
      forCluster(
        'c2',
        { op: 'remove', path: '/spec/replicas' },
        { op: 'add', path: '/apiVersion', value: 'apps/v1beta1' },
      ),
    ]);
    assert.ok(parsed.ok);
    assert.deepEqual(Object.fromEntries(parsed.overrides), {
      c1: [
        { op: 'replace', path: '/spec/replicas', value: 3 },
        { op: 'replace', path: '/spec/paused', value: null },
      ],
      c2: [
        { op: 'remove', path: '/spec/replicas', value: null },
        { op: 'add', path: '/apiVersion', value: 'apps/v1beta1' },
      ],
    });
  });

  it('reads none where there are none', () => {
    for (const none of [undefined, null, []])
      assert.deepEqual(parseOverrides(none), { ok: true, overrides: new Map() });
    assert.deepEqual(parseOverrides([{ clusterName: 'c1' }]), { ok: true, overrides: new Map([['c1', []]]) });
  });

  it('takes one path for several clusters', () => {
    assert.ok(parseOverrides([forCluster('c1', { path: '/a' }), forCluster('c2', { path: '/a' })]).ok);
  });

  const refused: readonly [readonly ClusterOverride[], string][] = [
    [[forCluster('c1'), forCluster('c2'), forCluster('c1')], 'cluster "c1" appears more than once'],
    [[{}, {}], 'cluster "" appears more than once'],
    [
      [forCluster('c1', { op: 'add', path: '/a/-' }, { path: '/b' }, { op: 'remove', path: '/a/-' })],
      'path "/a/-" appears more than once for cluster "c1"',
    ],
    [[forCluster('c1', { path: '/a' }, { path: '/kind' })], 'override[1] for cluster "c1" has an invalid path: /kind'],
    [
      [forCluster('c1', { path: '/metadata/name' })],
      'override[0] for cluster "c1" has an invalid path: /metadata/name',
    ],
    [
      [forCluster('c1', { op: 'remove', path: '/metadata/namespace' })],
      'override[0] for cluster "c1" has an invalid path: /metadata/namespace',
    ],
    [
      [forCluster('c1', { path: '/metadata/generateName' })],
      'override[0] for cluster "c1" has an invalid path: /metadata/generateName',
    ],
    [
      [forCluster('c1', { op: 'move', path: '/a' })],
      'override[0] for cluster "c1" has an unknown op: "move", which must be add, remove or replace',
    ],
    [
      [forCluster('c1', { op: 'test', path: '/kind' }), forCluster('c1', { path: '/a' }, { path: '/a' })],
      'override[0] for cluster "c1" has an invalid path: /kind; ' +
        'override[0] for cluster "c1" has an unknown op: "test", which must be add, remove or replace; ' +
        'cluster "c1" appears more than once; path "/a" appears more than once for cluster "c1"',
    ],
  ];
  for (const [overrides, message] of refused) {
    it(`refuses: ${message}`, () => assert.deepEqual(parseOverrides(overrides), { ok: false, message }));
  }
});
