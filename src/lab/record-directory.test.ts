import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { RecordDirectory } from './record-directory.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('RecordDirectory', () => {
  it('creates a record once, and tells the second who tries', (test) => {
    const directory = temporaryDirectory(test);
    const one = new RecordDirectory<number>(directory);
    const other = new RecordDirectory<number>(directory);
    assert.equal(one.create('a', 1), true);
    assert.equal(other.create('a', 2), false);
    assert.equal(other.get('a'), 1);
  });

  it('replaces and removes records', (test) => {
    const records = new RecordDirectory<number>(temporaryDirectory(test));
    records.put('a', 1);
    records.put('a', 2);
    assert.equal(records.get('a'), 2);
    records.remove('a');
    records.remove('a');
    assert.equal(records.get('a'), undefined);
  });

  it('is taken by one of those who try', (test) => {
    const directory = temporaryDirectory(test);
    new RecordDirectory<number>(directory).put('a', 1);
    const taken = [1, 2, 3].map(() => new RecordDirectory<number>(directory).take('a'));
    assert.deepEqual(taken, [true, false, false]);
  });

  it('lists numbers in their order, and nothing that is only being written', (test) => {
    const directory = temporaryDirectory(test);
    const records = new RecordDirectory<string>(directory);
    for (const name of ['member-10', 'member-2', 'member-1']) records.put(name, name);
    writeFileSync(join(directory, 'member-3.77.tmp'), '{"half":');
    assert.deepEqual(records.all(), ['member-1', 'member-2', 'member-10']);
  });
});
