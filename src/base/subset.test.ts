import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, jsonValue, property } from 'fast-check';
import { deepEqual } from './deep-equal.ts';
import { parseExactJson } from './exact-json.ts';
import { isJsonObject } from './json.ts';
import { firstDifference } from './subset.ts';

const seed = 20260101;

describe('firstDifference', () => {
  const covered: readonly [string, unknown, unknown][] = [
    ['the same', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['defaulted fields', { spec: { replicas: 1, paused: false }, status: {} }, { spec: { replicas: 1 } }],
    ['defaulted fields within lists', { ports: [{ port: 80, protocol: 'TCP' }] }, { ports: [{ port: 80 }] }],
    ['a wanted null that is not there', { metadata: {} }, { metadata: { creationTimestamp: null } }],
    ['a wanted field that is undefined', { a: 1 }, { b: undefined }],
    ['exact integers', parseExactJson('{"a":9007199254740993}'), parseExactJson('{"a":9007199254740993}')],
  ];
  for (const [name, live, wanted] of covered) {
    it(`finds none in ${name}`, () => assert.equal(firstDifference(live, wanted), undefined));
  }

  const different: readonly [string, unknown, unknown, string][] = [
    ['a value', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, '/spec/replicas'],
    ['the first of two', { a: 1, b: { c: 2 } }, { b: { c: 3 }, a: 2 }, '/b/c'],
    ['a field that is not there', { metadata: {} }, { metadata: { labels: { 'a/b': 'c' } } }, '/metadata/labels'],
    ['a key with a slash', { labels: {} }, { labels: { 'a/b~': 'c' } }, '/labels/a~1b~0'],
    ['a wanted null that is there', { a: { b: 0 } }, { a: { b: null } }, '/a/b'],
    ['an empty object that is not there', { volume: {} }, { volume: { emptyDir: {} } }, '/volume/emptyDir'],
    ['a longer list', { a: [1, 2] }, { a: [1] }, '/a'],
    ['a shorter list', { a: [1] }, { a: [1, 2] }, '/a'],
    ['an item', { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, '/a/1/b'],
    ['lists in another order', { a: [1, 2] }, { a: [2, 1] }, '/a/0'],
    ['an object for a list', { a: {} }, { a: [] }, '/a'],
    ['a list for an object', { a: [] }, { a: {} }, '/a'],
    ['null for an object', { a: null }, { a: {} }, '/a'],
    ['a number for its text', { a: 1 }, { a: '1' }, '/a'],
    ['one digit of many', parseExactJson('{"a":9007199254740993}'), parseExactJson('{"a":9007199254740995}'), '/a'],
    ['an inherited field', {}, { constructor: {} }, '/constructor'],
    ['the whole', 1, { a: 1 }, ''],
    ['a whole that is not there', undefined, {}, ''],
  ];
  for (const [name, live, wanted, pointer] of different) {
    it(`points at ${name}`, () => assert.equal(firstDifference(live, wanted), pointer));
  }

  it('finds none between a value and itself', () => {
    check(
      property(jsonValue(), (value) => assert.equal(firstDifference(structuredClone(value), value), undefined)),
      { seed },
    );
  });

  it('finds none when every object within has one more key, and one the other way round', () => {
    check(
      property(jsonValue(), (value) => {
        const defaulted = withDefaults(value);
        assert.equal(firstDifference(defaulted, value), undefined);
        assert.equal(firstDifference(value, defaulted) === undefined, deepEqual(value, defaulted));
      }),
      { seed },
    );
  });
});

function withDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefaults);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([key, part]) => [key, withDefaults(part)]);
  return Object.fromEntries([['defaulted', 'by the server'], ...fields]);
}
