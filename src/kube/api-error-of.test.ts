import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiErrorOf } from './api-error-of.ts';
import type { ApiError } from './errors.ts';

function errorOf(status: number, body: string | object, headers: Record<string, string> = {}): ApiError {
  const text = typeof body === 'string' ? body : JSON.stringify({ kind: 'Status', ...body });
  return apiErrorOf('berlin', 'PATCH', '/api/v1/pods/web?force=true', { status, headers, body: Buffer.from(text) });
}

describe('apiErrorOf', () => {
  it('names cluster, request and the server’s words, without the query', () => {
    const error = errorOf(404, { reason: 'NotFound', message: 'pods "web" not found' });
    assert.equal(error.message, 'berlin: PATCH /api/v1/pods/web: 404 pods "web" not found');
    assert.equal(error.reason, 'NotFound');
    assert.equal(error.isNotFound, true);
  });

  it('tells a conflict over fields from other conflicts and from what exists', () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.data.a' }];
    const overFields = errorOf(409, { reason: 'Conflict', details: { causes } });
    assert.deepEqual([overFields.isConflict, overFields.isFieldConflict, overFields.causes], [true, true, causes]);
    const stale = errorOf(409, { reason: 'Conflict' });
    assert.deepEqual([stale.isConflict, stale.isFieldConflict], [true, false]);
    const exists = errorOf(409, { reason: 'AlreadyExists' });
    assert.deepEqual([exists.isConflict, exists.isAlreadyExists], [false, true]);
  });

  it('reads how long to wait from the header, else from the body', () => {
    const inBody = { details: { retryAfterSeconds: 7 } };
    assert.equal(errorOf(429, inBody, { 'retry-after': '3' }).retryAfterMs, 3000);
    assert.equal(errorOf(429, inBody, { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }).retryAfterMs, 7000);
    assert.equal(errorOf(429, inBody).retryAfterMs, 7000);
    assert.equal(errorOf(429, {}, { 'retry-after': '' }).retryAfterMs, undefined);
    assert.deepEqual([errorOf(503, inBody).isThrottled, errorOf(503, {}).isThrottled], [true, false]);
  });

  it('takes a body that is no Status for what it is: the start of a text', () => {
    assert.equal(errorOf(500, ' out of memory\n').serverMessage, 'out of memory');
    assert.equal(errorOf(502, '{"kind":"Pod","message":"no"}').serverMessage, '{"kind":"Pod","message":"no"}');
    assert.equal(errorOf(500, '{ half').serverMessage, '{ half');
    assert.equal(errorOf(500, '').serverMessage, 'no message');
    assert.equal(errorOf(500, 'x'.repeat(9999)).serverMessage.length, 500);
    assert.equal(errorOf(500, '').isServerFault, true);
  });

  it('says where a redirect would lead, but not with what secret', () => {
    const { message } = errorOf(302, '', { location: 'https://login.example/sso?state=secret' });
    assert.match(message, /redirects to https:\/\/login\.example\/sso, which is never followed/);
    assert.doesNotMatch(message, /secret/);
  });
});
