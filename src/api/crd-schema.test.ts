import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { crdSchemaOf } from './crd-schema.ts';

describe('crdSchemaOf', () => {
  it('writes a defaulted field as not required', () => {
    assert.deepEqual(crdSchemaOf(z.object({ size: z.int().default(1), name: z.string() })), {
      type: 'object',
      required: ['name'],
      properties: { size: { type: 'integer', format: 'int64', default: 1 }, name: { type: 'string' } },
    });
  });

  it('writes the bounds of integers that have them, and their width', () => {
    assert.deepEqual(crdSchemaOf(z.int32()), { type: 'integer', format: 'int32' });
    assert.deepEqual(crdSchemaOf(z.int()), { type: 'integer', format: 'int64' });
    assert.deepEqual(crdSchemaOf(z.int32().min(1)), { type: 'integer', format: 'int32', minimum: 1 });
    assert.deepEqual(crdSchemaOf(z.int().min(0).max(9)), { type: 'integer', format: 'int64', minimum: 0, maximum: 9 });
  });

  it('keeps unknown fields of loose objects', () => {
    assert.deepEqual(crdSchemaOf(z.looseObject({})), { type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
    assert.deepEqual(crdSchemaOf(z.looseObject({ a: z.string() })), {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      required: ['a'],
      properties: { a: { type: 'string' } },
    });
    assert.deepEqual(crdSchemaOf(z.object({})), { type: 'object' });
    const map = crdSchemaOf(z.record(z.string(), z.string()));
    assert.deepEqual(map, { type: 'object', additionalProperties: { type: 'string' } });
  });

  it('leaves formats to the API server', () => {
    assert.deepEqual(crdSchemaOf(z.iso.datetime({ offset: true })), { type: 'string', format: 'date-time' });
    assert.deepEqual(crdSchemaOf(z.base64().meta({ format: 'byte' })), { type: 'string', format: 'byte' });
  });

  it('puts what people look for first', () => {
    const schema = crdSchemaOf(z.object({ a: z.string() }).meta({ description: 'Something.' }));
    assert.deepEqual(Object.keys(schema), ['description', 'type', 'required', 'properties']);
  });
});
