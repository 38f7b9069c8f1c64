import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { apportion, type Claim } from './apportion.ts';

const seed = 20260101;
const claim: fc.Arbitrary<Claim> = fc
  .record({
    weight: fc.integer({ min: 0, max: 50 }),
    least: fc.integer({ min: 0, max: 5 }),
    more: fc.constantFrom(0, 3, 40, Infinity),
    rank: fc.nat(),
  })
  .map(({ weight, least, more, rank }) => ({ weight, least, most: least + more, rank }));
const claims = fc.uniqueArray(claim, { maxLength: 12, selector: ({ rank }) => rank });
const total = fc.integer({ min: 0, max: 300 });

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function byWeight(...weights: number[]): Claim[] {
  return weights.map((weight, rank) => ({ weight, least: 0, most: Infinity, rank }));
}

function holds(property: (total: number, claims: Claim[]) => void): void {
  fc.assert(fc.property(total, claims, property), { seed, numRuns: 1_000 });
}

describe('apportion', () => {
  it('gives the nearest whole numbers, and to the first where several are as near', () => {
    assert.deepEqual(apportion(10, byWeight(1, 1, 1)), [4, 3, 3]);
    assert.deepEqual(apportion(10, byWeight(6, 3, 1)), [6, 3, 1]);
    assert.deepEqual(apportion(4, byWeight(5, 3, 1)), [3, 1, 0]);
    assert.deepEqual(apportion(7, byWeight(0, 0)), [0, 0]);
    assert.deepEqual(apportion(1_000_000, byWeight(1, 3)), [250_000, 750_000]);
  });

  it('divides what is far apart in size', () => {
    const [heavy, light] = [2 ** 31 - 1, 1].map((weight, rank) => ({ weight, least: 0, most: Infinity, rank }));
    assert.deepEqual(apportion(2 ** 31 - 1, [{ ...heavy!, most: 1 }, light!]), [1, 2 ** 31 - 2]);
    assert.deepEqual(apportion(5, [heavy!, light!]), [5, 0]);
  });

  it('serves minimums by rank where there is not enough for all', () => {
    const claims = [2, 0, 1].map((rank) => ({ weight: 1, least: 3, most: 9, rank }));
    assert.deepEqual(apportion(5, claims), [0, 3, 2]);
  });

  it('gives the total, as far as bounds and weights let it, and keeps every bound', () => {
    holds((total, claims) => {
      const parts = apportion(total, claims);
      const reach = sum(claims.map(({ weight, least, most }) => (weight > 0 ? most : least)));
      assert.equal(sum(parts), Math.min(total, reach));
      for (const [index, { least, most }] of claims.entries()) {
        assert.ok((parts[index] ?? 0) <= most);
        if (sum(claims.map((each) => each.least)) <= total) assert.ok((parts[index] ?? 0) >= least);
      }
    });
  });

  it('takes nothing from anybody when there is more to give', () => {
    holds((total, claims) => {
      const more = apportion(total + 1, claims);
      for (const [index, part] of apportion(total, claims).entries()) assert.ok((more[index] ?? 0) >= part);
    });
  });

  it('takes nothing from the others when one claim less is made', () => {
    holds((total, claims) => {
      const before = apportion(total, claims).slice(1);
      for (const [index, part] of apportion(total, claims.slice(1)).entries()) assert.ok(part >= (before[index] ?? 0));
    });
  });
});
