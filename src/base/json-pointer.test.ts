import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, oneof, property, string, stringMatching } from 'fast-check';
import { formatPointer, parsePointer, valueAt } from './json-pointer.ts';

const seed = 20260101;

describe('parsePointer', () => {
  const pointers: readonly [string, readonly string[] | undefined][] = [
    ['', []],
    ['/', ['']],
    ['/spec/replicas', ['spec', 'replicas']],
    ['/a//b/', ['a', '', 'b', '']],
    ['/metadata/labels/example.com~1tier', ['metadata', 'labels', 'example.com/tier']],
    ['/~01', ['~1']],
    ['/~10', ['/0']],
    ['/~2~', ['~2~']],
    ['spec/replicas', ['replicas']],
    ['replicas', undefined],
  ];
  for (const [pointer, tokens] of pointers) {
    it(`reads ${JSON.stringify(pointer)}`, () => assert.deepEqual(parsePointer(pointer), tokens));
  }
});

describe('formatPointer', () => {
  it('is read back as the same tokens', () => {
    const token = oneof(string(), stringMatching(/^[~/01a]*$/));
    check(
      property(array(token), (tokens) => assert.deepEqual(parsePointer(formatPointer(tokens)), tokens)),
      { seed },
    );
  });
});

describe('valueAt', () => {
  const document = { spec: { ports: [{ port: 80 }], replicas: 0, none: null } };
  const cases: readonly [string, unknown][] = [
    ['', document],
    ['/spec/replicas', 0],
    ['/spec/none', null],
    ['/spec/ports/0/port', 80],
    ['/spec/ports/1/port', undefined],
    ['/spec/ports/length', undefined],
    ['/spec/replicas/of', undefined],
    ['/spec/toString', undefined],
  ];
  for (const [pointer, value] of cases) {
    it(`finds what is at ${JSON.stringify(pointer)}`, () =>
      assert.deepEqual(valueAt(document, parsePointer(pointer) ?? []), value));
  }
});
