import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { levelGroups } from './level-groups.ts';

function group(total: number, most = Infinity, least = 0) {
  return { total, least, most };
}

describe('levelGroups', () => {
  it('leaves alone what is level enough', () => {
    assert.deepEqual(levelGroups(10, [group(4), group(6)], 2), [4, 6]);
  });

  it('moves no more than it has to', () => {
    assert.deepEqual(levelGroups(10, [group(9), group(1)], 4), [7, 3]);
    assert.deepEqual(levelGroups(9, [group(9), group(0), group(0)], 1), [3, 3, 3]);
    assert.deepEqual(levelGroups(8, [group(8), group(0), group(0)], 2), [4, 2, 2]);
  });

  it('goes by the group that can have the least, and leaves over what would be too much', () => {
    assert.deepEqual(levelGroups(10, [group(9), group(1, 1)], 2), [3, 1]);
    assert.deepEqual(levelGroups(5, [group(5), group(0), group(0, 1)], 1), [2, 2, 1]);
  });

  it('keeps minimums, whatever that does to the others', () => {
    assert.deepEqual(levelGroups(10, [group(9, Infinity, 8), group(1, 1)], 1), [8, 1]);
  });
});
