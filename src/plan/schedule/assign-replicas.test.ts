import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assignReplicas, type AssignmentInput } from './assign-replicas.ts';

const preference = { targetKind: 'FederatedDeployment', totalReplicas: 9 };
const input: AssignmentInput = {
  key: 'shop/web',
  preference,
  candidates: ['bremen', 'danzig', 'luebeck'],
  counts: new Map(),
  assigned: new Map(),
  held: new Map(),
};

function assigned(change: Partial<AssignmentInput>): Record<string, number> {
  return Object.fromEntries(assignReplicas({ ...input, ...change }));
}

describe('assignReplicas', () => {
  it('divides equally where nothing is said', () => {
    assert.deepEqual(assigned({}), { bremen: 3, danzig: 3, luebeck: 3 });
  });

  it('gives 0 to candidates that no preference speaks of', () => {
    const clusters = { bremen: { weight: 1 }, danzig: { weight: 2 } };
    assert.deepEqual(assigned({ preference: { ...preference, clusters } }), { bremen: 3, danzig: 6, luebeck: 0 });
  });

  it('keeps what runs unless it is to be rebalanced', () => {
    const counts = new Map([['bremen', { current: 7 }]]);
    assert.deepEqual(assigned({ counts }), { bremen: 7, danzig: 1, luebeck: 1 });
    const rebalanced = { ...preference, rebalance: true };
    assert.deepEqual(assigned({ counts, preference: rebalanced }), { bremen: 3, danzig: 3, luebeck: 3 });
  });

  it('does not keep what is more than a cluster is to have', () => {
    const counts = new Map([['bremen', { current: 7 }]]);
    const present = new Map([['bremen', 5]]);
    assert.deepEqual(assigned({ counts, assigned: present }), { bremen: 5, danzig: 2, luebeck: 2 });
  });

  it('adds what a cluster has no room for, so that it is seen when there is', () => {
    const counts = new Map([['bremen', { current: 1, capacity: 1 }]]);
    const rebalanced = { ...preference, rebalance: true };
    assert.deepEqual(assigned({ counts, preference: rebalanced }), { bremen: 3, danzig: 4, luebeck: 4 });
    assert.deepEqual(assigned({ counts }), { bremen: 1, danzig: 4, luebeck: 4 });
  });

  it('keeps asking for a minimum that there is no room for, and gives others what it lacks', () => {
    const counts = new Map([['bremen', { current: 1, capacity: 1 }]]);
    const clusters = { '*': { weight: 1 }, bremen: { minReplicas: 4 } };
    assert.deepEqual(assigned({ counts, preference: { ...preference, clusters } }), {
      bremen: 4,
      danzig: 4,
      luebeck: 4,
    });
    const tooFew = { ...preference, totalReplicas: 2, clusters };
    assert.deepEqual(assigned({ counts, preference: tooFew }), { bremen: 2, danzig: 1, luebeck: 0 });
  });

  it('lets clusters keep what is held, and divides the rest', () => {
    const candidates = ['bremen', 'danzig'];
    assert.deepEqual(assigned({ candidates, held: new Map([['luebeck', 5]]) }), { bremen: 2, danzig: 2, luebeck: 5 });
    assert.deepEqual(assigned({ candidates, held: new Map([['luebeck', 12]]) }), { bremen: 0, danzig: 0, luebeck: 12 });
  });
});
