import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupNodes } from '../capacity/group-nodes.ts';
import type { Resources } from './facts.ts';
import { needsOf, roomIn } from './room.ts';

function roomFor(requests: Resources, nodes: readonly Resources[] | undefined, running = 0): number {
  const cluster = { name: 'bremen', labels: {}, taints: [], ...(nodes && { free: groupNodes(nodes) }) };
  return roomIn(cluster, { asked: running, running, unschedulable: 0 }, needsOf(requests));
}

const ten = (node: Resources) => Array.from({ length: 10 }, () => node);

describe('roomIn', () => {
  const cases: readonly [string, Resources, readonly Resources[] | undefined, number][] = [
    ['where nobody knows what is free', { cpu: 1 }, undefined, Infinity],
    ['for what is not known to need anything', {}, [], Infinity],
    ['for what asks for nothing', { cpu: 0 }, [], Infinity],
    ['without nodes', { cpu: 1 }, [], 0],
    ['on one node', { cpu: 0.5, memory: 100 }, [{ cpu: 4, memory: 250 }], 2],
    ['without what a replica needs', { cpu: 1, 'example.com/gpu': 1 }, [{ cpu: 4 }], 0],
    ['in pieces that are too small, ten times half a core', { cpu: 2 }, ten({ cpu: 0.5 }), 0],
    ['in pieces of which each has a rest', { cpu: 1 }, ten({ cpu: 1.9 }), 10],
    ['where one resource is on one node, and the other on another', { a: 1, b: 1 }, [{ a: 9 }, { b: 9 }], 0],
    ['where nodes have more given away than they have', { cpu: 1 }, [{ cpu: -3 }, { cpu: 1 }], 1],
    ['where fractions do not divide evenly in binary', { cpu: 0.1 }, [{ cpu: 0.3 }], 3],
  ];
  for (const [what, requests, nodes, expected] of cases) {
    it(`tells of room ${what}`, () => assert.equal(roomFor(requests, nodes), expected));
  }

  it('adds what runs already', () => assert.equal(roomFor({ cpu: 1 }, [{ cpu: 2 }], 5), 7));
});
