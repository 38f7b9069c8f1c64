import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { JsonObject } from '../../base/json.ts';
import { freeOnNodes } from './free-on-nodes.ts';
import type { NodeOffer } from './node-offer.ts';
import type { Amounts } from './resource-amounts.ts';
import { sumRequests, type CountedPod } from './sum-requests.ts';

const seed = 20260101;

function pod(nodeName: string | undefined, cpu: number | string, phase = 'Running'): CountedPod {
  const spec: JsonObject & { nodeName?: string } = { containers: [{ resources: { requests: { cpu } } }] };
  return { metadata: { name: 'p' }, spec: nodeName === undefined ? spec : { ...spec, nodeName }, status: { phase } };
}

function summed(...pods: readonly CountedPod[]): Map<string, Amounts> {
  const requested = new Map<string, Amounts>();
  sumRequests(requested, pods);
  return requested;
}

function offers(...cores: readonly number[]): Map<string, NodeOffer> {
  return new Map(
    cores.map((cpu, index) => [`node-${index + 1}`, { allocatable: { cpu, pods: 10 }, labels: {}, taints: [] }]),
  );
}

describe('sumRequests', () => {
  it('counts by node what pods hold that have one, as long as they have not come to an end', () => {
    const requested = summed(
      pod('node-1', '500m'),
      pod('node-1', 1, 'Pending'),
      pod('node-2', 2, 'Unknown'),
      pod('node-2', 8, 'Succeeded'),
      pod('node-2', 8, 'Failed'),
      pod('', 8, 'Pending'),
      pod(undefined, 8, 'Pending'),
      { metadata: { name: 'p' } },
    );
    assert.deepEqual(Object.fromEntries(requested), { 'node-1': { cpu: 1.5, pods: 2 }, 'node-2': { cpu: 2, pods: 1 } });
  });
});

describe('freeOnNodes', () => {
  it('is what nodes offer less what is requested there; what is requested elsewhere does not count', () => {
    const requested = summed(pod('node-1', 1), pod('node-1', 1), pod('cordoned', 5));
    assert.deepEqual(freeOnNodes(offers(4, 8), requested), { nodes: [1, 1], free: { cpu: [2, 8], pods: [8, 10] } });
  });

  it('is nothing less than nothing on a node that has given away too much', () => {
    const requested = summed(pod('node-1', 6));
    assert.deepEqual(freeOnNodes(offers(4), requested), { nodes: [1], free: { pods: [9] } });
  });

  it('is without nodes that keep pods away, or on those that are meant', () => {
    const nodes = offers(4, 8);
    const taints = [{ key: 'gpu', effect: 'NoSchedule' }];
    nodes.set('node-2', { allocatable: { cpu: 8 }, labels: {}, taints });
    assert.deepEqual(freeOnNodes(nodes, new Map()), { nodes: [1], free: { cpu: [4], pods: [10] } });
    assert.deepEqual(
      freeOnNodes(nodes, new Map(), (name) => name === 'node-2'),
      { nodes: [1], free: { cpu: [8] } },
    );
  });

  it('is in all what is offered less what is requested, in whatever pages pods come', () => {
    const requests = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 500 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(requests, fc.nat(30), (requests, cut) => {
        const pods = requests.map(([node, milli]) => pod(`node-${node}`, `${milli}m`));
        const requested = new Map<string, Amounts>();
        sumRequests(requested, pods.slice(0, cut));
        sumRequests(requested, pods.slice(cut));
        const { nodes, free } = freeOnNodes(offers(16, 16, 16), requested);
        const left = nodes.reduce((sum, count, group) => sum + count * (free['cpu']?.[group] ?? 0), 0);
        const taken = requests.reduce((sum, [, milli]) => sum + milli, 0) / 1_000;
        assert.ok(Math.abs(48 - taken - left) < 1e-9);
      }),
      { seed },
    );
  });
});
