import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../base/json.ts';
import type { Intent } from './compose-intent.ts';
import { withRetained } from './retain.ts';

const type = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };
const live = { metadata: { name: 'web' }, spec: { replicas: 5 } };

function intent(object: JsonObject, retainReplicas = true): Intent {
  return { type, ref: { namespace: 'shop', name: 'web' }, object, retainReplicas, hash: 'h' };
}

describe('withRetained', () => {
  it("puts the member's replicas above the template's", () => {
    const object = { spec: { replicas: 2, paused: true } };
    assert.deepEqual(withRetained(intent(object), live), { spec: { replicas: 5, paused: true } });
    assert.deepEqual(object, { spec: { replicas: 2, paused: true } });
  });

  it('puts them there when the template says nothing of them', () => {
    assert.deepEqual(withRetained(intent({ spec: {} }), live), { spec: { replicas: 5 } });
  });

  it('keeps the object itself, so that one serialisation serves all, when there is nothing to retain', () => {
    const object = { spec: { replicas: 2 } };
    assert.equal(withRetained(intent(object, false), live), object);
    assert.equal(withRetained(intent(object), undefined), object);
    assert.equal(withRetained(intent(object), { metadata: { name: 'web' } }), object);
    const without = { data: {} };
    assert.equal(withRetained(intent(without), live), without);
  });
});
