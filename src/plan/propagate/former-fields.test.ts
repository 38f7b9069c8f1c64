import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../base/json.ts';
import { withFormerFields } from './former-fields.ts';

const label = { 'f:metadata': { 'f:labels': { '.': {}, 'f:kubefed.io/managed': {} } } };

function entry(manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject {
  return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
}

function after(...managedFields: Json[]): readonly Json[] | undefined {
  return withFormerFields({ metadata: { name: 'web', managedFields } });
}

describe('withFormerFields', () => {
  it('makes what KubeFed wrote ours, and leaves what others own', () => {
    const data = { 'f:data': { 'f:colour': {} } };
    const others = entry('kubectl', 'Update', { 'f:data': { 'f:theirs': {} } });
    assert.deepEqual(after(others, entry('controller-manager', 'Update', { ...label, ...data })), [
      entry('hansa', 'Apply', { ...label, ...data }),
      others,
    ]);
  });

  it('joins it with what is ours already', () => {
    const ours = entry('hansa', 'Apply', { 'f:data': { 'f:colour': {} }, ...label });
    const former = entry('controller-manager', 'Update', { 'f:data': { 'f:size': {} }, ...label });
    assert.deepEqual(after(ours, former), [
      entry('hansa', 'Apply', { 'f:data': { 'f:colour': {}, 'f:size': {} }, ...label }),
    ]);
  });

  it('changes nothing where KubeFed never wrote', () => {
    assert.equal(after(), undefined);
    assert.equal(withFormerFields({ metadata: { name: 'web' } }), undefined);
    assert.equal(after(entry('hansa', 'Apply', label)), undefined);
    assert.equal(after(entry('controller-manager', 'Update', { 'f:data': {} })), undefined, 'some other manager');
    assert.equal(after(entry('controller-manager', 'Update', label, { subresource: 'status' })), undefined);
    assert.equal(after(entry('kubectl-label', 'Update', label)), undefined, 'a hand that put the label on');
  });
});
