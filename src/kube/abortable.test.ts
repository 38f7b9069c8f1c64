import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { abortable } from './abortable.ts';

describe('abortable', () => {
  it('comes to what the promise comes to, and leaves the signal as it was', async () => {
    const { signal } = new AbortController();
    assert.equal(await abortable(Promise.resolve(7), signal), 7);
    assert.equal(await abortable(Promise.resolve(7), undefined), 7);
    await assert.rejects(abortable(Promise.reject(new Error('no')), signal), { message: 'no' });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('waits no longer than until the signal aborts', async () => {
    const abort = new AbortController();
    const waiting = assert.rejects(abortable(new Promise(() => {}), abort.signal), { message: 'enough' });
    abort.abort(new Error('enough'));
    await waiting;
    await assert.rejects(abortable(Promise.resolve(7), abort.signal), { message: 'enough' });
  });
});
