import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseQuantity } from './parse-quantity.ts';

const seed = 20260101;

describe('parseQuantity', () => {
  const cases: readonly [unknown, number | undefined][] = [
    ['0', 0],
    ['1', 1],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+2', 2],
    ['-2', -2],
    ['100m', 0.1],
    ['57m', 0.057],
    ['250u', 0.00025],
    ['3n', 3e-9],
    ['2k', 2_000],
    ['3M', 3e6],
    ['1G', 1e9],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1E', 1e18],
    ['1Ki', 1_024],
    ['0.5Mi', 524_288],
    ['2Gi', 2 ** 31],
    ['1Ti', 2 ** 40],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['1e3', 1_000],
    ['1E3', 1_000],
    ['12e-1', 1.2],
    ['1.5e+2', 150],
    [2, 2],
    [0.25, 0.25],
    ['', undefined],
    ['m', undefined],
    ['.', undefined],
    ['1K', undefined],
    ['1mi', undefined],
    ['1 Gi', undefined],
    ['1Gi ', undefined],
    ['1e', undefined],
    ['1e3Gi', undefined],
    ['one', undefined],
    ['Infinity', undefined],
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
  ];
  for (const [value, expected] of cases) {
    it(`reads ${JSON.stringify(value)} as ${expected}`, () => assert.equal(parseQuantity(value), expected));
  }

  it('reads thousandths as the nearest double, however they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (milli) => {
        assert.equal(parseQuantity(`${milli}m`), milli / 1_000);
        assert.equal(parseQuantity(String(milli / 1_000)), milli / 1_000);
      }),
      { seed },
    );
  });
});
