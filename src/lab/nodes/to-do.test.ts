import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { ApiError } from '../../kube/errors.ts';
import { ToDo } from './to-do.ts';

function setUp() {
  const clock = new SteppingClock();
  const stop = new AbortController();
  const failures: unknown[] = [];
  const toDo = new ToDo({ clock, signal: stop.signal, failed: (error) => failures.push(error) });
  const done: string[] = [];
  return { clock, stop, failures, toDo, done };
}

function answer(status: number): ApiError {
  return new ApiError({ cluster: 'c', method: 'PATCH', path: '/', status, reason: '', serverMessage: '' });
}

describe('ToDo', () => {
  it('does what was asked for last, after its delay', async () => {
    const { clock, toDo, done } = setUp();
    toDo.put('pod', 500, async () => done.push('bind'));
    toDo.put('pod', 200, async () => done.push('report'));
    clock.advance(199);
    assert.deepEqual(done, []);
    clock.advance(1000);
    await settled();
    assert.deepEqual(done, ['report']);
    assert.equal(clock.waiting, 0);
  });

  it('tries again when the server does not answer', async () => {
    const { clock, toDo, done, failures } = setUp();
    toDo.put('pod', 0, async () => {
      done.push('try');
      if (done.length < 3) throw new Error('connection refused');
    });
    for (let second = 0; second < 5; second++) {
      clock.advance(1000);
      await settled();
    }
    assert.equal(done.length, 3);
    assert.equal(failures.length, 2);
  });

  for (const status of [404, 409]) {
    it(`leaves it at an answer of ${status}: the object went or changed`, async () => {
      const { clock, toDo, failures } = setUp();
      toDo.put('pod', 0, () => Promise.reject(answer(status)));
      clock.advance(0);
      await settled();
      assert.equal(clock.waiting, 0);
      assert.deepEqual(failures, []);
    });
  }

  it('does nothing for what was dropped, and nothing at all once aborted', async () => {
    const { clock, toDo, done, stop } = setUp();
    toDo.put('gone', 10, async () => done.push('gone'));
    toDo.drop('gone');
    toDo.put('late', 10, async () => done.push('late'));
    stop.abort();
    toDo.put('later', 10, async () => done.push('later'));
    clock.advance(1000);
    await settled();
    assert.deepEqual(done, []);
  });
});
