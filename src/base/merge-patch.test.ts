import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Arbitrary,
  assert as check,
  constant,
  constantFrom,
  jsonValue,
  nat,
  object,
  oneof,
  property,
} from 'fast-check';
import { parseExactJson } from './exact-json.ts';
import { isJsonObject, type Json } from './json.ts';
import { applyMergePatch, diffMergePatch } from './merge-patch.ts';

const seed = 20260101;

describe('applyMergePatch', () => {
  // RFC 7396, appendix A.
  const cases: readonly [Json, Json, Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of cases) {
    it(`makes ${JSON.stringify(target)} with ${JSON.stringify(patch)} into ${JSON.stringify(result)}`, () =>
      assert.deepEqual(applyMergePatch(target, patch), result));
  }

  it('keeps every digit of exact integers', () => {
    const patched = applyMergePatch({ a: 1 }, parseExactJson('{"b":9007199254740993}'));
    assert.equal(JSON.stringify(patched), '{"a":1,"b":9007199254740993}');
  });

  it('knows __proto__ as the name of a member only', () => {
    const patched = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}') as Json);
    assert.equal(JSON.stringify(patched), '{"__proto__":{"polluted":true}}');
    assert.equal('polluted' in {}, false);
  });
});

describe('diffMergePatch', () => {
  const cases: readonly [string, Json | undefined, Json, Json | undefined][] = [
    ['nothing for the same', { a: { b: [1] } }, { a: { b: [1] } }, undefined],
    ['what changed', { a: 1, b: { c: 1, d: 2 } }, { a: 1, b: { c: 1, d: 3 } }, { b: { d: 3 } }],
    ['null for what is gone', { a: 1, b: 2 }, { a: 1 }, { b: null }],
    ['whole lists', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
    ['whole objects for what was none', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['nothing for a null that is new or gone', { a: null }, { b: null }, undefined],
    ['null for what became null', { a: 1 }, { a: null }, { a: null }],
    ['all of it for nothing', undefined, { a: 1 }, { a: 1 }],
    ['an empty object for nothing', { a: 1 }, { a: 1, b: {} }, { b: {} }],
    ['exact integers', parseExactJson('[9007199254740993]'), [1], [1]],
  ];
  for (const [name, from, to, patch] of cases) {
    it(`gives ${name}`, () => assert.deepEqual(diffMergePatch(from, to), patch));
  }

  it('gives what applies to the wanted value, but for members that are null', () => {
    const fewKeys = object({
      key: constantFrom('a', 'b', 'c'),
      values: [nat(2), constant(null)],
      maxDepth: 3,
      withNullPrototype: false,
    }) as Arbitrary<Json>;
    check(
      property(oneof(fewKeys, jsonValue()), oneof(fewKeys, jsonValue()), (from, to) => {
        const patch = diffMergePatch(from, to);
        const result = patch === undefined ? from : applyMergePatch(from, patch);
        assert.deepEqual(withoutNulls(result), withoutNulls(to));
      }),
      { seed },
    );
  });
});

/** Lists are replaced whole, with the nulls in them. */
function withoutNulls(value: Json): Json {
  const plain = JSON.parse(JSON.stringify(value)) as Json;
  if (!isJsonObject(plain)) return plain;
  const members = Object.entries(plain).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member ?? null)]));
}
