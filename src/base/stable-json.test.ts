import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, jsonValue, property, string } from 'fast-check';
import { parseExactJson } from './exact-json.ts';
import { isJsonObject } from './json.ts';
import { stableStringify } from './stable-json.ts';

const seed = 20260101;

describe('stableStringify', () => {
  const texts: readonly [string, unknown, string][] = [
    ['keys in the order of their bytes', { b: 1, a: 2, B: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"B":3,"a":2,"b":1}'],
    ['keys beyond the surrogates as UTF-8 has them', { '😀': 1, '\uff5e': 2, a: 3 }, '{"a":3,"\uff5e":2,"😀":1}'],
    ['nothing for an undefined key', { a: undefined, b: 1, c: undefined }, '{"b":1}'],
    ['lists in their own order', [3, [], {}, 1, null, true], '[3,[],{},1,null,true]'],
    ['empty strings as items', ['', ''], '["",""]'],
    ['escapes where JSON needs them', 'a"b\\c\n\u0001\u007f/<é', '"a\\"b\\\\c\\n\\u0001\u007f/<é"'],
    ['exact integers digit by digit', parseExactJson('{"a":12345678901234567890}'), '{"a":12345678901234567890}'],
    ['a __proto__ key as any other', JSON.parse('{"a":1,"__proto__":2}'), '{"__proto__":2,"a":1}'],
  ];
  for (const [name, value, text] of texts) it(`writes ${name}`, () => assert.equal(stableStringify(value), text));

  it('is read back as the same value', () => {
    check(
      property(jsonValue(), (value) =>
        assert.deepEqual(JSON.parse(stableStringify(value)), JSON.parse(JSON.stringify(value))),
      ),
      { seed },
    );
  });

  it('does not depend on the order keys were set in', () => {
    check(
      property(jsonValue(), (value) => assert.equal(stableStringify(reversed(value)), stableStringify(value))),
      { seed },
    );
  });

  it('escapes strings as JSON.stringify does', () => {
    check(
      property(string({ unit: 'binary' }), (text) => assert.equal(stableStringify(text), JSON.stringify(text))),
      { seed },
    );
    assert.equal(stableStringify('\ud800'), '"\\ud800"');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
