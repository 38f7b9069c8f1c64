import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { KeyDelay } from './key-delay.ts';

function begin() {
  const clock = new SteppingClock();
  const passed: string[] = [];
  const delay = new KeyDelay({ clock, delayMs: 500, pass: (key) => passed.push(`${key} at ${clock.now()}`) });
  return { start: clock.now(), clock, passed, delay };
}

describe('KeyDelay', () => {
  it('passes a key on once, however often it is given, and again when it is given later', () => {
    const { start, clock, passed, delay } = begin();
    delay.add('a');
    clock.advance(400);
    delay.add('a');
    delay.add('b');
    clock.advance(100);
    assert.deepEqual(passed, [`a at ${start + 500}`]);
    delay.add('a');
    clock.advance(500);
    assert.deepEqual(passed, [`a at ${start + 500}`, `b at ${start + 900}`, `a at ${start + 1_000}`]);
    assert.equal(delay.isEmpty, true);
  });

  it('passes nothing on any more once it is stopped', () => {
    const { clock, passed, delay } = begin();
    delay.add('a');
    assert.equal(delay.isEmpty, false);
    delay.stop();
    clock.advance(1_000);
    assert.deepEqual(passed, []);
    assert.equal(delay.isEmpty, true);
  });
});
