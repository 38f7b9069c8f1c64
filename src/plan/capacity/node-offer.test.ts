import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeOffer, type Node, type NodeTaint } from './node-offer.ts';

const ready = { type: 'Ready', status: 'True' };
const taint = (key: string, effect: string): NodeTaint => ({ key, effect });

function node({ spec, status, metadata }: { spec?: object; status?: object; metadata?: object } = {}): Node {
  const allocatable = { cpu: '3920m', memory: '2Gi', pods: '110' };
  return {
    metadata: { name: 'node-1', ...metadata },
    spec: { ...spec },
    status: { allocatable, conditions: [{ type: 'MemoryPressure', status: 'False' }, ready], ...status },
  };
}

describe('nodeOffer', () => {
  it('is what can be allocated, with the labels of the node', () => {
    assert.deepEqual(nodeOffer(node({ metadata: { labels: { zone: 'a' } } })), {
      allocatable: { cpu: 3.92, memory: 2 ** 31, pods: 110 },
      labels: { zone: 'a' },
      taints: [],
    });
  });

  const closed: readonly [string, Node][] = [
    ['is cordoned', node({ spec: { unschedulable: true } })],
    ['is not ready', node({ status: { conditions: [{ type: 'Ready', status: 'False' }] } })],
    ['is not heard of', node({ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })],
    ['has not said anything yet', { metadata: { name: 'node-1' } }],
    ['is being deleted', node({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })],
  ];
  for (const [what, node] of closed) {
    it(`is nothing where the node ${what}`, () => assert.equal(nodeOffer(node), undefined));
  }

  it('names the taints that keep pods away, and not those that every pod tolerates', () => {
    const away = [taint('gpu', 'NoSchedule'), taint('leave', 'NoExecute')];
    const harmless = [
      taint('node.kubernetes.io/not-ready', 'NoExecute'),
      taint('node.kubernetes.io/unreachable', 'NoExecute'),
      taint('rather-not', 'PreferNoSchedule'),
    ];
    assert.deepEqual(nodeOffer(node({ spec: { taints: [...harmless, ...away] } }))?.taints, away);
    const unready = [taint('node.kubernetes.io/not-ready', 'NoSchedule')];
    assert.deepEqual(nodeOffer(node({ spec: { taints: unready } }))?.taints, unready);
  });
});
