import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { SurgeBuffer } from './surge-buffer.ts';

function harness() {
  const clock = new SteppingClock();
  const passed: string[] = [];
  const pass = (key: string) => passed.push(key);
  const buffer = new SurgeBuffer({ clock, mostPerWindow: 3, windowMs: 100, longestMs: 1_000, pass });
  const addMany = (count: number) => {
    for (let index = 0; index < count; index++) buffer.add(`k${index}`);
  };
  return { clock, buffer, passed, addMany };
}

describe('SurgeBuffer', () => {
  it('passes keys on at once as long as they are few', () => {
    const { clock, buffer, passed, addMany } = harness();
    for (let window = 0; window < 5; window++) {
      addMany(3);
      assert.equal(passed.length, 3 * (window + 1));
      clock.advance(100);
    }
    assert.ok(buffer.isEmpty);
    assert.equal(clock.waiting, 0);
  });

  it('keeps what is too much until it has been quiet, each key once', () => {
    const { clock, buffer, passed, addMany } = harness();
    addMany(5);
    addMany(5);
    assert.deepEqual(passed, ['k0', 'k1', 'k2']);
    assert.equal(buffer.isEmpty, false);
    clock.advance(300);
    assert.deepEqual(passed, ['k0', 'k1', 'k2', 'k3', 'k4', 'k0', 'k1', 'k2']);
    assert.ok(buffer.isEmpty);
    assert.equal(clock.waiting, 0);
  });

  it('keeps keys while the surge goes on, but none too long', () => {
    const { clock, buffer, passed } = harness();
    const added = new Map<string, number>();
    const delays: number[] = [];
    for (let index = 0; index < 300; index++) {
      added.set(`n${index}`, clock.now());
      buffer.add(`n${index}`);
      clock.advance(10);
      for (const key of passed.splice(0)) delays.push(clock.now() - (added.get(key) ?? 0));
    }
    assert.ok(Math.max(...delays) > 800, `kept ${Math.max(...delays)} ms at most`);
    assert.ok(Math.max(...delays) <= 1_000, `kept ${Math.max(...delays)} ms`);
  });

  it('is at ease again after a surge', () => {
    const { clock, passed, addMany, buffer } = harness();
    addMany(10);
    clock.advance(1_000);
    passed.length = 0;
    buffer.add('later');
    assert.deepEqual(passed, ['later']);
  });

  it('drops what it keeps when it is stopped', () => {
    const { clock, passed, addMany, buffer } = harness();
    addMany(5);
    buffer.stop();
    clock.advance(1_000);
    assert.equal(passed.length, 3);
    assert.ok(buffer.isEmpty);
  });
});
