import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, jsonValue, property } from 'fast-check';
import { cloneJson } from './clone.ts';
import { deepEqual } from './deep-equal.ts';
import { parseExactJson } from './exact-json.ts';
import { isJsonObject } from './json.ts';

const seed = 20260101;

describe('cloneJson', () => {
  it('copies any JSON value and shares no part of it', () => {
    check(
      property(jsonValue(), (value) => {
        const copy = cloneJson(value);
        assert.ok(deepEqual(copy, value));
        assert.deepEqual(
          [...containers(copy)].filter((part) => new Set(containers(value)).has(part)),
          [],
        );
      }),
      { seed },
    );
  });

  it('leaves undefined keys out', () => {
    assert.deepEqual(Object.keys(cloneJson({ a: 1, b: undefined })), ['a']);
  });

  it('keeps every digit of exact integers', () => {
    const text = '{"a":[12345678901234567890]}';
    assert.equal(JSON.stringify(cloneJson(parseExactJson(text))), text);
  });

  it('copies a __proto__ key as a key', () => {
    const text = '{"__proto__":{"polluted":true}}';
    const copy: unknown = cloneJson(JSON.parse(text));
    assert.equal(JSON.stringify(copy), text);
    assert.equal(Object.getPrototypeOf(copy), Object.prototype);
  });
});

function* containers(value: unknown): Generator<object> {
  if (!Array.isArray(value) && !isJsonObject(value)) return;
  yield value;
  for (const part of Object.values(value)) yield* containers(part);
}
