import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isLater } from './resource-version.ts';

describe('isLater', () => {
  it('compares as numbers of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), fc.bigInt({ min: 0n, max: 2n ** 70n }), (a, b) => {
        assert.equal(isLater(String(a), String(b)), a > b);
      }),
      { seed: 4711 },
    );
  });

  it('takes what is no number for later, unless it is the same', () => {
    assert.equal(isLater('abc', '7'), true);
    assert.equal(isLater('7', 'abc'), true);
    assert.equal(isLater('', '7'), true);
    assert.equal(isLater('abc', 'abc'), false);
  });
});
