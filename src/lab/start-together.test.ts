import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';
import { startTogether, type Start } from './start-together.ts';

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => reject(new Error('aborted')));
  return promise;
}

const failing: Start = () => Promise.reject(new Error('no memory'));

describe('startTogether', () => {
  it('ends the others when one fails, begins nothing more, and throws the first failure', async () => {
    let later = 0;
    const laterOnes = Array.from({ length: 4 * availableParallelism() }, (): Start => () => {
      later++;
      return Promise.resolve();
    });
    await assert.rejects(startTogether([untilAborted, failing, ...laterOnes]), { message: 'no memory' });
    // Those at work when it failed had begun before; the rest never did.
    assert.ok(later < 2 * availableParallelism(), `${later} more were started`);
  });

  it('ends all when told from outside', async () => {
    const outer = new AbortController();
    const all = startTogether([untilAborted], outer.signal);
    outer.abort(new Error('interrupted'));
    await assert.rejects(all, { message: 'interrupted' });
  });
});
