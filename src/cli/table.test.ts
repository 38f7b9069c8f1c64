import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTable } from './table.ts';

describe('formatTable', () => {
  it('widens each column to its longest cell and leaves no space at the end of a line', () => {
    const text = formatTable(
      ['NAME', 'READY', 'MESSAGE'],
      [
        ['bremen', 'True', ''],
        ['hh', 'False', 'cluster is not reachable'],
      ],
    );
    assert.equal(text, 'NAME     READY   MESSAGE\nbremen   True\nhh       False   cluster is not reachable\n');
  });

  it('prints the headings when there are no rows', () => {
    assert.equal(formatTable(['NAME', 'AGE'], []), 'NAME   AGE\n');
  });

  it('keeps a row on one line, whatever a message says', () => {
    assert.equal(formatTable(['A', 'B'], [['x', 'failed:\n  one\n  two']]), 'A   B\nx   failed: one two\n');
  });

  it('counts characters, not UTF-16 units', () => {
    assert.equal(formatTable(['A', 'B'], [['🚢', 'x']]), 'A   B\n🚢   x\n');
  });
});
