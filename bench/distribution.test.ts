import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percentile, spreadOf } from './distribution.ts';

describe('percentile', () => {
  it('takes a value that was measured, by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    assert.deepEqual(
      [5, 30, 40, 50, 100].map((percent) => percentile(values, percent)),
      [15, 20, 20, 35, 50],
    );
  });

  it('does not need the values in order, and leaves them as they are', () => {
    const values = [3, 1, 2];
    assert.equal(percentile(values, 99), 3);
    assert.equal(percentile(values, 0), 1);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('sorts numbers as numbers', () => {
    assert.equal(percentile([9, 10, 100], 50), 10);
  });

  it('is no number where nothing was measured', () => {
    assert.equal(percentile([], 50), Number.NaN);
  });
});

describe('spreadOf', () => {
  it('names the middle and the ends', () => {
    assert.deepEqual(spreadOf([5, 1, 3]), { median: 3, least: 1, most: 5 });
  });

  it('has a median between two values where their number is even', () => {
    assert.deepEqual(spreadOf([4, 1, 2, 8]), { median: 3, least: 1, most: 8 });
  });

  it('is the value itself of one', () => {
    assert.deepEqual(spreadOf([7]), { median: 7, least: 7, most: 7 });
  });

  it('is no number where nothing was measured', () => {
    assert.deepEqual(spreadOf([]), { median: Number.NaN, least: Number.NaN, most: Number.NaN });
  });
});
