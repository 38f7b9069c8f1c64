import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resources } from '../schedule/facts.ts';
import { groupNodes } from './group-nodes.ts';
import { isNoticeable } from './is-noticeable.ts';

describe('isNoticeable', () => {
  const cases: readonly [string, readonly Resources[] | undefined, readonly Resources[] | undefined, boolean][] = [
    ['that it is known', undefined, [{ cpu: 1 }], true],
    ['that it is not known any more', [{ cpu: 1 }], undefined, true],
    ['that it is still not known', undefined, undefined, false],
    ['the same', [{ cpu: 1 }, { cpu: 2 }], [{ cpu: 2 }, { cpu: 1 }], false],
    ['2 % less', [{ cpu: 100 }], [{ cpu: 98 }], false],
    ['more than 2 % less', [{ cpu: 100 }], [{ cpu: 97.9 }], true],
    ['more than 2 % more', [{ cpu: 97.9 }], [{ cpu: 100 }], true],
    ['more of one resource among others', [{ cpu: 1, pods: 10 }], [{ cpu: 1, pods: 11 }], true],
    ['a resource that comes', [{ cpu: 1 }], [{ cpu: 1, 'example.com/gpu': 1 }], true],
    ['the last of a resource', [{ cpu: 1, pods: 1 }], [{ cpu: 1 }], true],
    ['the first node', [], [{ cpu: 1 }], true],
    ['still no node', [], [], false],
    ['as much in all, but on one node', [{ cpu: 2 }, { cpu: 2 }], [{ cpu: 3 }, { cpu: 1 }], true],
  ];
  for (const [what, before, after, expected] of cases) {
    it(`${expected ? 'notices' : 'does not notice'} ${what}`, () => {
      const [one, other] = [before, after].map((nodes) => nodes && groupNodes(nodes));
      assert.equal(isNoticeable(one, other), expected);
    });
  }
});
