import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasReplicas, schemaOfKind, type Schema } from './target-schema.ts';

function withReplicas(replicas: Schema): Schema {
  return { properties: { spec: { properties: { replicas } } } };
}

describe('hasReplicas', () => {
  it('wants an int32 at spec.replicas', () => {
    assert.equal(hasReplicas(withReplicas({ type: 'integer', format: 'int32' }), {}), true);
    assert.equal(hasReplicas(withReplicas({ type: 'integer', format: 'int64' }), {}), false);
    assert.equal(hasReplicas(withReplicas({ type: 'string', format: 'int32' }), {}), false);
    assert.equal(hasReplicas({ properties: {} }, {}), false);
    assert.equal(hasReplicas(undefined, {}), false);
  });

  it('follows the reference of spec, with a default or without', () => {
    const schemas = { 'x.Spec': { properties: { replicas: { type: 'integer', format: 'int32' } } } };
    const reference = { $ref: '#/components/schemas/x.Spec' };
    assert.equal(hasReplicas({ properties: { spec: reference } }, schemas), true);
    assert.equal(hasReplicas({ properties: { spec: { allOf: [reference] } } }, schemas), true);
  });
});

describe('schemaOfKind', () => {
  it('goes by group, version and kind', () => {
    const kinds = [{ group: 'apps', version: 'v1', kind: 'Deployment' }];
    const deployment: Schema = { type: 'object', 'x-kubernetes-group-version-kind': kinds };
    const schemas = { other: { type: 'object' }, 'x.Deployment': deployment };
    assert.equal(schemaOfKind(schemas, { group: 'apps', version: 'v1', kind: 'Deployment' }), deployment);
    assert.equal(schemaOfKind(schemas, { group: 'apps', version: 'v2', kind: 'Deployment' }), undefined);
  });
});
