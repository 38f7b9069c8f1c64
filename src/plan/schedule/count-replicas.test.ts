import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countByPods, countReady, hasAllReady, type Workload } from './count-replicas.ts';

const metadata = { name: 'web' };
const five: Workload = { metadata, spec: { replicas: 5 }, status: { readyReplicas: 3 } };
const pods = (running: number, unschedulable: number, coming = 0) => {
  return { total: running + unschedulable + coming, running, coming, unschedulable, isUndecided: false };
};

describe('counting what a cluster has', () => {
  it('is by what is ready when that is all', () => {
    const workload = { ...five, status: { readyReplicas: 5 } };
    assert.ok(hasAllReady(workload));
    assert.deepEqual(countReady(workload), { current: 5 });
  });

  it('takes missing numbers for zero', () => {
    assert.ok(hasAllReady({ metadata }));
    assert.deepEqual(countReady({ metadata }), { current: 0 });
    assert.ok(!hasAllReady({ metadata, spec: { replicas: 1 } }));
  });

  it('is by pods when not all is ready, those that are coming included', () => {
    assert.ok(!hasAllReady(five));
    assert.deepEqual(countByPods(five, pods(4, 0)), { current: 4 });
    assert.deepEqual(countByPods(five, pods(2, 0, 2)), { current: 4 });
  });

  it('knows no more room than for what is not unschedulable', () => {
    assert.deepEqual(countByPods(five, pods(3, 2)), { current: 3, capacity: 3 });
    assert.deepEqual(countByPods(five, pods(0, 7)), { current: 0, capacity: 0 });
  });

  it('leaves out what is more than is asked for', () => {
    assert.deepEqual(countByPods(five, pods(7, 0)), { current: 5 });
    assert.deepEqual(countByPods(five, pods(4, 0, 3)), { current: 5 });
  });
});
