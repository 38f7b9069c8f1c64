import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { Absences } from './absences.ts';

describe('Absences', () => {
  it('has patience with a cluster for so long since it was lost first', () => {
    const clock = new SteppingClock();
    const absences = new Absences(clock, () => 60_000);
    assert.equal(absences.patienceLeft('bremen'), 0);
    absences.begin('bremen');
    clock.advance(20_000);
    absences.begin('bremen');
    assert.equal(absences.patienceLeft('bremen'), 40_000);
    clock.advance(40_000);
    assert.equal(absences.patienceLeft('bremen'), 0);
    clock.advance(1);
    assert.equal(absences.patienceLeft('bremen'), 0);
  });

  it('begins anew once the cluster has been back', () => {
    const clock = new SteppingClock();
    const absences = new Absences(clock, () => 60_000);
    absences.begin('bremen');
    clock.advance(90_000);
    absences.end('bremen');
    absences.begin('bremen');
    assert.equal(absences.patienceLeft('bremen'), 60_000);
  });
});
