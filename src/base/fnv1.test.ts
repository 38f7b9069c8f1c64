import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fnv1 } from './fnv1.ts';

describe('fnv1', () => {
  const known: readonly [string, number][] = [
    ['', 2_166_136_261],
    ['A', 84_696_414],
    ['B', 84_696_413],
    ['C', 84_696_412],
    ['D', 84_696_411],
    ['E', 84_696_410],
    ['cluster1ns/app', 2_895_142_735],
    ['cluster2ns/app', 2_815_689_764],
  ];
  for (const [text, hash] of known) it(`of ${JSON.stringify(text)}`, () => assert.equal(fnv1(text), hash));

  it('goes on from what came before', () => {
    for (const [one, other] of [
      ['bremen', 'shop/web'],
      ['', 'é'],
      ['é', 'a'],
    ] as const) {
      assert.equal(fnv1(other, fnv1(one)), fnv1(one + other));
    }
  });

  it('is that of the bytes of UTF-8', () => assert.notEqual(fnv1('é'), fnv1('\u00c3\u00a9')));
});
