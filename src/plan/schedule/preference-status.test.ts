import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { preferenceStatus } from './preference-status.ts';

function decided(name: string, more: Partial<RecordedDecision> = {}): RecordedDecision {
  return { name, outcome: 'Scheduled', message: 'in 2 clusters', taken: [], left: [], unplaced: 0, ...more };
}

function summary(...decisions: RecordedDecision[]): string {
  return preferenceStatus({ generation: 1, decisions, overruled: [] }, undefined).summary;
}

describe('preferenceStatus', () => {
  it('sums up what was decided', () => {
    assert.equal(summary(), 'no object is selected');
    assert.equal(summary(decided('web')), 'in 2 clusters');
    assert.equal(summary(decided('web'), decided('db')), '2 objects');
    const wanting = [decided('web', { unplaced: 1 }), decided('db', { outcome: 'Unschedulable' }), decided('mail')];
    assert.equal(summary(...wanting), '3 objects, 2 of them not as asked for');
  });

  it('is the same in whatever order objects come', () => {
    const overruled = [
      { name: 'z', by: 'own' },
      { name: 'y', by: 'own' },
    ];
    const [a, b] = [decided('a'), decided('b')];
    const [one, other] = [
      { generation: 1, decisions: [a, b], overruled },
      { generation: 1, decisions: [b, a], overruled: overruled.toReversed() },
    ];
    assert.deepEqual(preferenceStatus(one, undefined), preferenceStatus(other, undefined));
  });

  it('says what is wrong, and keeps what was decided', () => {
    const problem = 'it makes no sense';
    const { decisions, ...rest } = preferenceStatus(
      { generation: 3, problem, decisions: [decided('web')], overruled: [] },
      undefined,
    );
    assert.deepEqual(rest, { observedGeneration: 3, problem, summary: 'nothing can be decided' });
    assert.equal(decisions.length, 1);
  });

  it('keeps what it had where what was decided does not fit into one object', () => {
    const before = preferenceStatus({ generation: 1, decisions: [decided('web')], overruled: [] }, undefined);
    const message = 'x'.repeat(700_000);
    const decisions = [decided('web', { message }), decided('db', { message })];
    const { problem, decisions: kept } = preferenceStatus({ generation: 2, decisions, overruled: [] }, before);
    assert.match(problem ?? '', /^the decisions about 2 objects are 1\.4 MB, and one object holds 1 MB: use several/);
    assert.deepEqual(kept, before.decisions);
  });
});
