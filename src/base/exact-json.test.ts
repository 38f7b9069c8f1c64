import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isExactInteger, parseExactJson } from './exact-json.ts';

describe('parseExactJson', () => {
  it('gives back every digit it was given', () => {
    const text = '{"a":9007199254740993,"b":[-12345678901234567890,1.5,7],"c":"9007199254740993"}';
    assert.equal(JSON.stringify(parseExactJson(text)), text);
  });

  it('finds large integers wherever a number may be', () => {
    const large = '9007199254740993';
    for (const text of [large, ` ${large}`, `[ ${large} ]`, `[0,\n${large}]`, `{"a" :\t-${large}}`]) {
      assert.equal(JSON.stringify(parseExactJson(text)), text.replaceAll(/\s/g, ''));
    }
  });

  it('keeps as numbers what a double holds', () => {
    assert.deepEqual(
      parseExactJson('[9007199254740991,0.1234567890123456789]'),
      [9007199254740991, 0.12345678901234568],
    );
  });

  it('refuses what is no JSON', () => {
    assert.throws(() => parseExactJson('{'), SyntaxError);
    assert.throws(() => parseExactJson('{"a":1234567890123456789'), SyntaxError);
  });
});

describe('isExactInteger', () => {
  it('knows its own kind only', () => {
    assert.ok(isExactInteger(parseExactJson('9007199254740993') as object));
    for (const other of [{}, [], { rawJSON: '9007199254740993' }]) assert.ok(!isExactInteger(other));
  });
});
