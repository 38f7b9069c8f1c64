import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { kindSchema, parseKind } from './kind.ts';
import { ruled } from './rule.ts';

const spec = z.object({
  color: z.enum(['red', 'green']),
  sizes: z.array(z.object({ width: z.int().min(1) })).default([]),
  note: ruled(z.string(), { message: 'must be short', holds: (text) => text.length < 5 }).exactOptional(),
});
const schema = kindSchema({ spec, status: z.object({ seen: z.boolean() }).exactOptional() });
const metadata = { name: 'a' };

function reasons(object: unknown): readonly string[] {
  const parsed = parseKind(schema, object);
  return parsed.ok ? [] : parsed.reasons;
}

describe('parseKind', () => {
  it('names every fault and where it is', () => {
    const object = {
      metadata: {},
      spec: { color: 'blue', note: 'secret words', sizes: [{ width: 2 }, { width: 0 }, {}] },
    };
    assert.deepEqual(reasons(object), [
      'metadata: Invalid value: must be an object with a name',
      'spec.color: Unsupported value: "blue": supported values: "red", "green"',
      'spec.sizes[1].width: Invalid value: Too small: expected number to be >=1',
      'spec.sizes[2].width: Required value',
      'spec.note: Invalid value: must be short',
    ]);
  });

  it('calls a field required that has a set of values', () => {
    assert.deepEqual(reasons({ metadata, spec: {} }), ['spec.color: Required value']);
  });

  it('refuses what is no object', () => {
    assert.deepEqual(reasons('text'), ['object: Invalid value: Invalid input: expected object, received string']);
    assert.deepEqual(reasons(undefined), ['object: Required value']);
  });

  it('takes null for absent, wherever it stands', () => {
    const object = { metadata, spec: { color: 'red', sizes: null, note: null }, status: null };
    assert.deepEqual(parseKind(schema, object), { ok: true, value: { metadata, spec: { color: 'red', sizes: [] } } });
    assert.deepEqual(reasons({ metadata, spec: { color: null } }), ['spec.color: Required value']);
  });

  it('leaves out a status it cannot read, and only that', () => {
    const object = { metadata, spec: { color: 'red' }, status: { seen: 'yes' } };
    assert.deepEqual(parseKind(schema, object), { ok: true, value: { metadata, spec: { color: 'red', sizes: [] } } });
    assert.deepEqual(reasons({ ...object, spec: {} }), [
      'spec.color: Required value',
      'status.seen: Invalid value: Invalid input: expected boolean, received string',
    ]);
  });
});
