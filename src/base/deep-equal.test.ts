import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, jsonValue, property } from 'fast-check';
import { deepEqual } from './deep-equal.ts';
import { parseExactJson } from './exact-json.ts';

const seed = 20260101;

describe('deepEqual', () => {
  const same: readonly [string, unknown, unknown][] = [
    ['scalars', 'a', 'a'],
    ['nothing', undefined, undefined],
    ['null', null, null],
    ['keys in another order', { a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }],
    ['an undefined key and an absent one', { a: 1, b: undefined }, { a: 1 }],
    ['an absent key and an undefined one', { a: 1 }, { c: undefined, a: 1 }],
    ['exact integers', parseExactJson('[9007199254740993]'), parseExactJson('[9007199254740993]')],
    ['own __proto__ keys', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
  ];
  for (const [name, a, b] of same) it(`finds ${name} equal`, () => assert.ok(deepEqual(a, b)));

  const different: readonly [string, unknown, unknown][] = [
    ['scalars of two types', 1, '1'],
    ['null and nothing', null, undefined],
    ['null and an object', null, {}],
    ['a list and an object', [], {}],
    ['an object and a list', { length: 0 }, []],
    ['a null key and an absent one', { a: null }, {}],
    ['lists in another order', [1, 2], [2, 1]],
    ['a list and its beginning', [1, 2], [1]],
    ['a list and its continuation', [1], [1, 2]],
    ['an object and more of it', { a: 1 }, { a: 1, b: 2 }],
    ['an object and less of it', { a: 1, b: 2 }, { a: 1 }],
    ['equally many other keys', { a: 1 }, { b: 1 }],
    ['exact integers', parseExactJson('[9007199254740993]'), parseExactJson('[9007199254740995]')],
    ['an own key and an inherited one', JSON.parse('{"__proto__":{}}'), { a: 1 }],
    ['an inherited key and an own one', { a: 1 }, JSON.parse('{"__proto__":{}}')],
    ['an own key and a method', { constructor: {} }, { a: {} }],
  ];
  for (const [name, a, b] of different) it(`tells ${name} apart`, () => assert.ok(!deepEqual(a, b)));

  it('says what the equality of the platform says', () => {
    check(
      property(jsonValue(), jsonValue(), (a, b) => {
        assert.equal(deepEqual(a, b), isEqual(a, b));
        assert.ok(deepEqual(a, structuredClone(a)));
      }),
      { seed },
    );
  });
});

/** Through text, because the platform tells -0 from 0 and JSON does not. */
function isEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
    return true;
  } catch {
    return false;
  }
}
