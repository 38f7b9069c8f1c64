import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { FreeNodes, Resources } from '../schedule/facts.ts';
import { groupNodes } from './group-nodes.ts';

const seed = 20260101;
const node = fc.record({
  cpu: fc.integer({ min: -2, max: 16 }).map((eighths) => eighths / 8),
  memory: fc.integer({ min: 0, max: 2 ** 20 }),
  'example.com/gpu': fc.constantFrom(0, 0, 0, 4),
});
const nodes = fc.array(node, { maxLength: 60 });

function holds(property: (nodes: readonly Resources[]) => void): void {
  fc.assert(fc.property(nodes, property), { seed, numRuns: 300 });
}

/** What the cluster has of a resource in all. */
function sumOf({ nodes, free }: FreeNodes, resource: string): number {
  return nodes.reduce((sum, count, group) => sum + count * (free[resource]?.[group] ?? 0), 0);
}

describe('groupNodes', () => {
  it('knows no resources without nodes', () => assert.deepEqual(groupNodes([]), { nodes: [], free: {} }));

  it('puts nodes together that are the same, and drops resources that none has', () => {
    const rows = [
      { cpu: 1, pods: 9 },
      { cpu: 2, pods: 9, 'example.com/gpu': 0 },
      { cpu: 1, pods: 9 },
    ];
    assert.deepEqual(groupNodes(rows), { nodes: [2, 1], free: { cpu: [1, 2], pods: [9, 9] } });
  });

  it('tells first of the few nodes that have something special', () => {
    const plain = Array.from({ length: 50 }, (_, index) => ({ cpu: 4 + index / 1_000 }));
    const { free } = groupNodes([...plain, { cpu: 4, 'example.com/gpu': 8 }], 2);
    assert.deepEqual(free['example.com/gpu'], [0, 8]);
  });

  it('takes the average of those it puts together', () => {
    assert.deepEqual(groupNodes([{ cpu: 1 }, { cpu: 2 }, { cpu: 9 }], 2), { nodes: [2, 1], free: { cpu: [1.5, 9] } });
  });

  it('is exact where there are as many groups as different nodes', () => {
    holds((nodes) => {
      const grouped = groupNodes(nodes, nodes.length);
      const told = grouped.nodes.flatMap((count, group) => {
        const each = ['cpu', 'memory', 'example.com/gpu'].map((name) => (grouped.free[name]?.[group] ?? 0).toFixed(6));
        return Array.from({ length: count }, () => each.join());
      });
      const real = nodes.map((each) =>
        ['cpu', 'memory', 'example.com/gpu'].map((name) => Math.max(0, each[name] ?? 0).toFixed(6)).join(),
      );
      assert.deepEqual(told.sort(), real.sort());
    });
  });

  it('has all nodes and all they have in so many groups at most', () => {
    holds((nodes) => {
      const grouped = groupNodes(nodes, 5);
      assert.ok(grouped.nodes.length <= 5 && grouped.nodes.every((count) => count > 0));
      assert.equal(
        grouped.nodes.reduce((sum, count) => sum + count, 0),
        nodes.length,
      );
      for (const resource of ['cpu', 'memory']) {
        const all = nodes.reduce((sum, each) => sum + Math.max(0, each[resource] ?? 0), 0);
        assert.ok(Math.abs(sumOf(grouped, resource) - all) <= 1e-6 * all);
        assert.equal(grouped.free[resource]?.length ?? grouped.nodes.length, grouped.nodes.length);
      }
    });
  });
});
