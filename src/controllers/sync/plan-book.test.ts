import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ObjectPlan } from './object-plan.ts';
import { PlanBook } from './plan-book.ts';

function book() {
  const made: string[] = [];
  const plans = new PlanBook((key): ObjectPlan => {
    made.push(key);
    return { mode: 'stray' };
  });
  return { plans, made };
}

describe('PlanBook', () => {
  it('makes a plan once, until what it was made from changes', () => {
    const { plans, made } = book();
    const plan = plans.plan('a');
    assert.equal(plans.plan('a'), plan);
    plans.discard('a');
    assert.notEqual(plans.plan('a'), plan);
    assert.deepEqual(made, ['a', 'a']);
    assert.ok(plans.isOutdated(plan));
  });

  it('counts all plans as outdated when what all were made from changes', () => {
    const { plans } = book();
    const [a, b] = [plans.plan('a'), plans.plan('b')];
    plans.discardAll();
    assert.ok(plans.isOutdated(a) && plans.isOutdated(b));
    assert.equal(plans.isOutdated(plans.plan('a')), false);
  });

  it('does not count a plan as outdated that was only made anew for want of room', () => {
    const { plans } = book();
    const plan = plans.plan('a');
    for (let other = 0; other < 2_000; other++) plans.plan(`other-${other}`);
    assert.notEqual(plans.plan('a'), plan);
    assert.equal(plans.isOutdated(plan), false);
  });
});
