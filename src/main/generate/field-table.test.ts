import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatFieldTable } from './field-table.ts';

describe('formatFieldTable', () => {
  it('has a line for every field, however deep', () => {
    const table = formatFieldTable({
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          description: 'Things.',
          maxItems: 3,
          items: { type: 'object', properties: { name: { type: 'string', enum: ['a', 'b'], default: 'a' } } },
        },
        byName: {
          type: 'object',
          additionalProperties: { type: 'object', properties: { since: { type: 'string', format: 'date-time' } } },
        },
        op: { type: 'string', pattern: '^(add|remove)$' },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    });
    assert.deepEqual(table.split('\n').slice(2), [
      '| `items` | list of objects |  | required; at most 3 items | Things. |',
      '| `items[].name` | string | `a` | one of `a`, `b` |  |',
      '| `byName` | map to objects |  |  |  |',
      '| `byName.*.since` | time |  |  |  |',
      '| `op` | string |  | matches `^(add\\|remove)$` |  |',
      '| `any` | anything |  |  |  |',
    ]);
  });
});
