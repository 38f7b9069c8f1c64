import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import { DueObjects } from './due-objects.ts';

function harness() {
  const due = new DueObjects();
  const seen: string[] = [];
  const run = (result: RunResult | Error, meanwhile = () => {}) =>
    due.during('p', async ({ of, keys }): Promise<RunResult> => {
      seen.push([of, ...[...keys].sort()].join(' '));
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
    assert.deepEqual(seen, ['none a', 'none']);
  });

  it('gives all where all are due, whatever is added before or after', async () => {
    const { due, seen, run } = harness();
    due.addWanting('p');
    due.addAll('p');
    due.addWanting('p');
    await run('done');
    assert.deepEqual(seen, ['all']);
  });

  it('keeps due what failed or is to be tried again, with what was added meanwhile', async () => {
    const { due, seen, run } = harness();
    due.add('p', 'a');
    await run({ retry: 'backoff' }, () => due.add('p', 'b'));
    await assert.rejects(run(new Error('no'), () => due.addWanting('p')));
    await run('done');
    assert.deepEqual(seen, ['none a', 'none a b', 'wanting a b']);
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
      ['p', { of: 'none', keys: new Set(['a']) }],
      ['q', { of: 'all', keys: new Set() }],
    ]);
    assert.deepEqual(due.takeAll(), []);
  });
});
