import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { healthStates } from '../../src/api/object-health.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/guide/status.md'), 'utf8');
const kinds = readFileSync(join(root, 'src/api/federated-object.ts'), 'utf8');

/** The members of a string union, which at run time is nothing to ask. */
function membersOf(union: string): string[] {
  const [, members = ''] = new RegExp(`export type ${union} =([^;]*);`).exec(kinds) ?? [];
  return Array.from(members.matchAll(/'(\w+)'/g), ([, member = '']) => member);
}

describe('the status page', () => {
  it('explains every health', () => {
    for (const health of healthStates) assert.match(page, new RegExp(`^\\| \`${health}\` \\|`, 'm'));
  });

  for (const [union, known] of [
    ['ClusterPropagationStatus', 'AlreadyExists'],
    ['PropagationReason', 'CheckClusters'],
  ] as const) {
    it(`explains every ${union}`, () => {
      const words = membersOf(union);
      assert.ok(words.includes(known));
      const rows = page.split('\n').filter((line) => line.startsWith('| `'));
      assert.deepEqual(
        words.filter((word) => !rows.some((row) => row.split(' | ')[0]?.includes(`\`${word}\``))),
        [],
      );
    });
  }
});
