import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, double, integer, property } from 'fast-check';
import { backoffDelay } from './backoff.ts';

const seed = 20260101;
/** KubeFed's: 5 s, twice as long each time, a minute at most. */
const shape = { base: 5000, cap: 60_000, factor: 2 };

describe('backoffDelay', () => {
  const delays: readonly [number, number, number][] = [
    [1, 0, 2500],
    [1, 0.5, 3750],
    [2, 0, 5000],
    [3, 0, 10_000],
    [4, 0, 20_000],
    [5, 0, 30_000],
    [100_000, 0, 30_000],
    [100_000, 0.5, 45_000],
  ];
  for (const [failures, random, delay] of delays) {
    it(`is ${delay} ms after ${failures} failures at ${random}`, () =>
      assert.equal(backoffDelay(failures, shape, random), delay));
  }

  it('is never under half of base, never over cap, and no shorter after one failure more', () => {
    const random = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    check(
      property(integer({ min: 1, max: 2000 }), random, (failures, random) => {
        const delay = backoffDelay(failures, shape, random);
        assert.ok(delay >= shape.base / 2 && delay <= shape.cap);
        assert.ok(backoffDelay(failures + 1, shape, random) >= delay);
      }),
      { seed },
    );
  });
});
