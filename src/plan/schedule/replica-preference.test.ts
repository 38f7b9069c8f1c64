import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { preferencesFor } from './replica-preference.ts';

const equal = { least: 0, most: Infinity, weight: 1 };
const none = { least: 0, most: Infinity, weight: 0 };

describe('preferencesFor', () => {
  it('gives equal shares where nothing is said', () => {
    for (const nothing of [undefined, {}]) {
      assert.deepEqual(Object.fromEntries(preferencesFor(nothing, ['a', 'b'])), { a: equal, b: equal });
    }
  });

  it('takes * for those that are not named, and nothing for them where it is missing', () => {
    const named = { a: { weight: 2 }, gone: { weight: 9 } };
    assert.deepEqual(Object.fromEntries(preferencesFor(named, ['a', 'b'])), { a: { ...none, weight: 2 } });
    const withOthers = preferencesFor({ ...named, '*': { minReplicas: 1 } }, ['a', 'b']);
    assert.deepEqual(Object.fromEntries(withOthers), { a: { ...none, weight: 2 }, b: { ...none, least: 1 } });
  });

  it('takes what is below zero for zero, and lets a minimum go no further than the maximum', () => {
    const odd = { a: { minReplicas: 8, maxReplicas: 5, weight: -1 }, b: { minReplicas: -3, maxReplicas: -2 } };
    assert.deepEqual(Object.fromEntries(preferencesFor(odd, ['a', 'b'])), {
      a: { least: 5, most: 5, weight: 0 },
      b: { least: 0, most: 0, weight: 0 },
    });
  });
});
