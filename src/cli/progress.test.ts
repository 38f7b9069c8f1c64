import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import type { CliContext } from './context.ts';
import { withProgress } from './progress.ts';

function screen(isTerminal: boolean) {
  const clock = new SteppingClock();
  const errors: string[] = [];
  const context: CliContext = {
    env: {},
    cwd: '/',
    home: '/',
    clock,
    readInput: () => assert.fail('nothing is read'),
    out: () => assert.fail('progress is no result'),
    err: (text) => void errors.push(text),
    isTerminal,
    isInteractive: false,
    screen: () => undefined,
    untilInterrupted: (work) => work(new AbortController().signal),
  };
  return { clock, errors, context };
}

describe('withProgress', () => {
  it('says nothing about what is done within a second', async () => {
    const { clock, errors, context } = screen(true);
    const result = await withProgress(context, 'Waiting', () => {
      clock.advance(999);
      return Promise.resolve(7);
    });
    clock.advance(5000);
    assert.equal(result, 7);
    assert.deepEqual(errors, []);
  });

  it('counts seconds on a terminal and wipes the line at the end', async () => {
    const { clock, errors, context } = screen(true);
    await withProgress(context, 'Waiting', () => {
      clock.advance(2500);
      return Promise.resolve();
    });
    assert.deepEqual(errors, ['\r\u001b[KWaiting ... 1s', '\r\u001b[KWaiting ... 2s', '\r\u001b[K']);
    assert.equal(clock.waiting, 0);
  });

  it('writes one line where nobody watches', async () => {
    const { clock, errors, context } = screen(false);
    await withProgress(context, 'Waiting', () => {
      clock.advance(9000);
      return Promise.resolve();
    });
    assert.deepEqual(errors, ['Waiting ...\n']);
  });

  it('passes a failure on, with the line wiped', async () => {
    const { clock, errors, context } = screen(true);
    const work = withProgress(context, 'Waiting', () => {
      clock.advance(1000);
      return Promise.reject(new Error('no'));
    });
    await assert.rejects(work, /^Error: no$/);
    assert.deepEqual(errors.at(-1), '\r\u001b[K');
  });
});
