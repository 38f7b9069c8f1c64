import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, jsonValue, property } from 'fast-check';
import { changesBetween, type Change } from './changes.ts';
import type { Json } from './json.ts';

function swapped({ path, ...sides }: Change): Change {
  return {
    path,
    ...('after' in sides ? { before: sides.after } : {}),
    ...('before' in sides ? { after: sides.before } : {}),
  };
}

describe('changesBetween', () => {
  const cases: readonly [string, Json, Json, Change[]][] = [
    ['no change', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a value', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: '/a/b', before: 1, after: 2 }]],
    ['what comes', { a: {} }, { a: { b: 1 } }, [{ path: '/a/b', after: 1 }]],
    ['what goes', { a: { b: null } }, { a: {} }, [{ path: '/a/b', before: null }]],
    ['an item of a list', [{ x: 1 }, 2], [{ x: 3 }, 2], [{ path: '/0/x', before: 1, after: 3 }]],
    ['a list of another length, whole', [1], [1, 2], [{ path: '', before: [1], after: [1, 2] }]],
    ['keys with slashes', { 'a/b': 1 }, { 'a/b': 2 }, [{ path: '/a~1b', before: 1, after: 2 }]],
    [
      'the order of the keys',
      { b: 1, a: 1 },
      { b: 2, a: 2 },
      [
        { path: '/a', before: 1, after: 2 },
        { path: '/b', before: 1, after: 2 },
      ],
    ],
  ];
  for (const [name, before, after, changes] of cases) {
    it(`tells ${name}`, () => assert.deepEqual(changesBetween(before, after), changes));
  }

  it('is empty only for what is equal, and the same the other way round', () => {
    check(
      property(jsonValue(), jsonValue(), (a, b) => {
        const there = changesBetween(a, b);
        assert.deepEqual(changesBetween(b as Json, a as Json), there.map(swapped));
        assert.deepEqual(changesBetween(a as Json, structuredClone(a) as Json), []);
      }),
      { seed: 7 },
    );
  });
});
