import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { applySchedule, type AppliedSchedule, type ScheduleInForce } from './apply-schedule.ts';

const title = 'SchedulingPreference shop/web';
const allowed = ['bremen', 'danzig', 'reval', 'riga'];
const decision: RecordedDecision = {
  name: 'web',
  outcome: 'Scheduled',
  message: 'in 2 clusters',
  taken: [
    { clusters: ['bremen', 'wismar'], replicas: 3, reason: 'Chosen', message: 'it is good' },
    { clusters: ['danzig'], reason: 'Autoscaled', message: 'an autoscaler says so' },
  ],
  left: [{ clusters: ['reval'], reason: 'NoRoom', message: 'it is full' }],
  unplaced: 0,
};

function applied(schedule: ScheduleInForce | undefined, present: string[] = [], kept: string[] = []): AppliedSchedule {
  return applySchedule({ allowed, schedule, present: new Set(present), kept: new Set(kept) });
}

function reasons({ left }: AppliedSchedule): string[] {
  return left.map(({ cluster, by, reason, message }) => `${cluster}: ${by}: ${reason}: ${message}`);
}

describe('applySchedule', () => {
  it('leaves an object without a preference everywhere it is allowed', () => {
    const { chosen, replicas, left, barred } = applied(undefined);
    assert.deepEqual([chosen, replicas.size, left, barred], [allowed, 0, [], []]);
  });

  it('takes of what is allowed what is decided, and leaves the rest with its reason', () => {
    const result = applied({ title, decision });
    assert.deepEqual(result.chosen, ['bremen', 'danzig']);
    assert.deepEqual(Object.fromEntries(result.replicas), { bremen: 3, danzig: 'its own' });
    assert.deepEqual(reasons(result), [
      `reval: ${title}: NoRoom: it is full`,
      `riga: ${title}: NotDecided: it has not been decided about this cluster yet`,
    ]);
    assert.deepEqual([result.barred, result.notes], [['riga'], []]);
  });

  it('moves nothing where nothing is decided yet', () => {
    const result = applied({ title }, ['reval']);
    assert.deepEqual([result.chosen, result.replicas.get('reval')], [['reval'], 'its own']);
    assert.deepEqual(result.barred, ['bremen', 'danzig', 'riga']);
    assert.deepEqual(result.notes, [`${title} has not decided yet`]);
  });

  it('leaves an object where it is not known that it may go: in a cluster that nothing is decided about', () => {
    const { chosen, barred } = applied({ title, decision }, ['riga', 'reval']);
    assert.deepEqual([chosen, barred], [['bremen', 'danzig', 'riga'], []]);
  });

  it('follows the last decision of a preference that makes no sense any more, and no further', () => {
    const { chosen, left, notes } = applied({ title, decision, fault: 'no such thing' });
    assert.deepEqual(chosen, ['bremen', 'danzig']);
    assert.equal(left[1]?.reason, 'PreferenceBroken');
    assert.deepEqual(notes, [`${title} cannot be followed: no such thing`]);
    assert.deepEqual(applied({ title, fault: 'no such thing' }, ['riga']).chosen, ['riga']);
  });

  it('has no say about clusters that keep it though policies do not allow them', () => {
    const { chosen, replicas } = applied({ title, decision }, ['reval'], ['reval']);
    assert.deepEqual([chosen.includes('reval'), replicas.get('reval')], [true, 'its own']);
  });

  it('tells what found no place, and what cannot be done', () => {
    const unplaced = { ...decision, unplaced: 2, message: 'in 2 clusters; no room for 2 replicas' };
    assert.deepEqual(applied({ title, decision: unplaced }).notes, [`${title}: ${unplaced.message}`]);
    const impossible: RecordedDecision = { ...decision, outcome: 'Unschedulable', message: 'no cluster can take it' };
    assert.deepEqual(applied({ title, decision: impossible }).notes, [`${title}: no cluster can take it`]);
  });
});
