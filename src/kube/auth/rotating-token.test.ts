import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CredentialError } from '../access.ts';
import { createRotatingToken } from './rotating-token.ts';

describe('createRotatingToken', () => {
  it('uses a token from the moment it is set', () => {
    const token = createRotatingToken('first');
    assert.deepEqual(token.current(), { authorization: 'Bearer first' });
    token.set('second\n');
    assert.deepEqual(token.current(), { authorization: 'Bearer second' });
  });

  it('promises something fresh after a refusal only when the token was exchanged meanwhile', async () => {
    const token = createRotatingToken('first');
    const used = await token.current();
    assert.equal(token.refused(used), false);
    token.set('first');
    assert.equal(token.refused(used), false);
    token.set('second');
    assert.equal(token.refused(used), true);
  });

  it('refuses what cannot be a token, and keeps the one it has', () => {
    const token = createRotatingToken('first');
    for (const bad of ['', ' \n', 'two words', 'line\r\nbreak', 'ümlaut']) {
      assert.throws(
        () => token.set(bad),
        (error: unknown) => error instanceof CredentialError && (bad.trim() === '' || !error.message.includes(bad)),
      );
    }
    assert.deepEqual(token.current(), { authorization: 'Bearer first' });
  });
});
