import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from './errors.ts';
import { parseWatchEvent } from './watch-event.ts';

const parse = (line: string) => parseWatchEvent(Buffer.from(line), 'berlin', '/api/v1/pods');

describe('parseWatchEvent', () => {
  it('keeps the digits of large integers', () => {
    const line = '{"type":"ADDED","object":{"metadata":{"name":"a"},"spec":{"n":9223372036854775807}}}';
    const event = parse(line);
    assert.equal(event.type, 'ADDED');
    assert.equal(JSON.stringify(event), line);
  });

  it('throws the error an ERROR event carries', () => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (5)' };
    assert.throws(
      () => parse(JSON.stringify({ type: 'ERROR', object: status })),
      (error: unknown) => {
        assert.ok(error instanceof ApiError);
        assert.equal(error.message, 'berlin: WATCH /api/v1/pods: 410 too old resource version: 1 (5)');
        return error.isGone && error.reason === 'Expired';
      },
    );
    const busy = { code: 429, details: { retryAfterSeconds: 2 } };
    assert.throws(() => parse(JSON.stringify({ type: 'ERROR', object: busy })), { status: 429, retryAfterMs: 2000 });
    assert.throws(() => parse('{"type":"ERROR"}'), { status: 500, serverMessage: 'the watch failed' });
  });

  it('does not take anything else for an event', () => {
    for (const line of [
      '<html>',
      '{"type":"ADDED"',
      'null',
      '[]',
      '{"kind":"PodList","items":[]}',
      '{"type":"ADDED"}',
    ]) {
      assert.throws(() => parse(line), {
        status: 200,
        message: /is not a watch event, it begins .*check that the address/,
      });
    }
  });
});
