import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startTimeOf } from '../process/process-record.ts';
import { RecordDirectory } from '../record-directory.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { fillCache } from './fill-cache.ts';

function target(test: TestContext): string {
  return join(temporaryDirectory(test), 'cache', 'entry');
}

function locks(entry: string): RecordDirectory<object> {
  return new RecordDirectory(join(dirname(entry), 'locks'));
}

const neverWaits = () => assert.fail('nobody else fills it');

function write(text: string) {
  return async (directory: string) => writeFileSync(join(directory, 'file'), text);
}

describe('fillCache', () => {
  it('fills once', async (test) => {
    const entry = target(test);
    await fillCache(entry, write('first'), neverWaits);
    await fillCache(entry, write('second'), neverWaits);
    assert.equal(readFileSync(join(entry, 'file'), 'utf8'), 'first');
    assert.deepEqual(locks(entry).all(), []);
  });

  it('leaves nothing of a fill that failed, so that the next one can succeed', async (test) => {
    const entry = target(test);
    const failing = async (directory: string) => {
      await write('half')(directory);
      throw new Error('no space');
    };
    await assert.rejects(fillCache(entry, failing, neverWaits), { message: 'no space' });
    assert.deepEqual(readdirSync(dirname(entry)), ['locks']);
    await fillCache(entry, write('whole'), neverWaits);
    assert.equal(readFileSync(join(entry, 'file'), 'utf8'), 'whole');
  });

  it('is seen by nobody before it is whole, and waited for', async (test) => {
    const entry = target(test);
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const slow = fillCache(
      entry,
      async (directory) => {
        await write('slow')(directory);
        await mayGoOn;
      },
      neverWaits,
    );
    const waitedFor: number[] = [];
    const other = fillCache(
      entry,
      () => assert.fail('it is being filled'),
      (pid) => {
        waitedFor.push(pid);
        assert.ok(!existsSync(entry));
        goOn();
      },
    );
    await Promise.all([slow, other]);
    assert.equal(waitedFor[0], process.pid);
    assert.equal(readFileSync(join(entry, 'file'), 'utf8'), 'slow');
  });

  it('is not held up by what a program left that was killed', async (test) => {
    const entry = target(test);
    // This process had another start time: the one that held the lock is gone.
    locks(entry).create('entry', { pid: process.pid, startTime: `1${startTimeOf(process.pid)}` });
    mkdirSync(`${entry}.4711.partial`);
    await fillCache(entry, write('new'), neverWaits);
    assert.deepEqual(readdirSync(dirname(entry)).toSorted(), ['entry', 'locks']);
  });
});
