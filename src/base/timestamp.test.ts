import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

describe('parseTimestamp', () => {
  it('reads what Kubernetes writes', () => {
    assert.equal(parseTimestamp('1970-01-02T00:00:01Z'), 86_401_000);
    assert.equal(parseTimestamp('1970-01-01T01:00:00.25+01:00'), 250);
  });

  it('says of anything else that it is no time', () => {
    for (const text of [undefined, '', 'yesterday']) assert.ok(Number.isNaN(parseTimestamp(text)));
  });
});

describe('formatTimestamp', () => {
  it('is read back as it was', () => {
    for (const time of [0, 1, 1_767_225_600_123]) assert.equal(parseTimestamp(formatTimestamp(time)), time);
  });
});
