import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import { DueObjects, type Due } from './due-objects.ts';

function harness() {
  const due = new DueObjects();
  const seen: ('all' | string[])[] = [];
  const run = (result: RunResult | Error, meanwhile = () => {}) =>
    due.during('p', async (objects: Due): Promise<RunResult> => {
      seen.push(objects === 'all' ? objects : [...objects].sort());
      meanwhile();
      if (result instanceof Error) throw result;
      return result;
    });
  return { due, seen, run };
}

describe('DueObjects', () => {
  it('gives what was added, once', async () => {
    const { due, seen, run } = harness();
    due.add('p', 'a');
    due.add('p', 'a');
    due.add('q', 'b');
    await run('done');
    await run('done');
    assert.deepEqual(seen, [['a'], []]);
  });

  it('gives all where all are due, whatever is added before or after', async () => {
    const { due, seen, run } = harness();
    due.add('p', 'a');
    due.addAll('p');
    due.add('p', 'b');
    await run('done');
    assert.deepEqual(seen, ['all']);
  });

  it('keeps due what failed or is to be tried again, with what was added meanwhile', async () => {
    const { due, seen, run } = harness();
    due.add('p', 'a');
    await run({ retry: 'backoff' }, () => due.add('p', 'b'));
    await assert.rejects(run(new Error('no')));
    await run('done');
    assert.deepEqual(seen, [['a'], ['a', 'b'], ['a', 'b']]);
    due.addAll('p');
    await run({ retry: 'backoff' });
    await run('done');
    assert.deepEqual(seen.slice(-2), ['all', 'all']);
  });

  it('gives up everything at once', () => {
    const { due } = harness();
    due.add('p', 'a');
    due.addAll('q');
    assert.deepEqual(due.takeAll(), [
      ['p', new Set(['a'])],
      ['q', 'all'],
    ]);
    assert.deepEqual(due.takeAll(), []);
  });
});
