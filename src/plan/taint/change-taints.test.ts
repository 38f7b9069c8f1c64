import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ClusterTaint } from '../../api/kubefed-cluster.ts';
import { parseTimestamp } from '../../base/timestamp.ts';
import { changeTaints, type ChangedTaints } from './change-taints.ts';
import { parseTaintChanges } from './parse-taint-changes.ts';

const seed = 20260101;
const before = '2026-01-01T00:00:00Z';
const now = '2026-02-01T00:00:00.000Z';
const batch: ClusterTaint = { key: 'dedicated', value: 'batch', effect: 'NoSchedule', timeAdded: before };
const full: ClusterTaint = { key: 'full', effect: 'PreferNoSchedule' };

function change(taints: readonly ClusterTaint[], line: string, overwrite = false): ChangedTaints {
  const parsed = parseTaintChanges(line.split(' '));
  assert.ok(parsed.ok);
  return changeTaints(taints, { changes: parsed.changes, overwrite, now: parseTimestamp(now) });
}

function identity({ key, effect }: Pick<ClusterTaint, 'key' | 'effect'>): string {
  return `${key}:${effect}`;
}

describe('changeTaints', () => {
  it('sets taints that count from now, where there is something to count', () => {
    assert.deepEqual(change([full], 'a=b:NoExecute c:NoSchedule d:PreferNoSchedule'), {
      ok: true,
      outcome: 'tainted',
      taints: [
        full,
        { key: 'a', value: 'b', effect: 'NoExecute', timeAdded: now },
        { key: 'c', effect: 'NoSchedule', timeAdded: now },
        { key: 'd', effect: 'PreferNoSchedule' },
      ],
    });
  });

  it('removes by key and effect, or all of a key', () => {
    const drain: ClusterTaint = { key: 'dedicated', effect: 'NoExecute' };
    const only = change([batch, drain, full], 'dedicated:NoExecute-');
    assert.deepEqual(only, { ok: true, outcome: 'untainted', taints: [batch, full] });
    assert.deepEqual(change([batch, drain, full], 'dedicated-'), { ok: true, outcome: 'untainted', taints: [full] });
  });

  it('leaves what is as it should be, and since when', () => {
    assert.deepEqual(change([batch], 'dedicated=batch:NoSchedule'), {
      ok: true,
      outcome: 'unchanged',
      taints: [batch],
    });
  });

  it('gives another value only where that is meant', () => {
    assert.deepEqual(change([batch], 'dedicated=web:NoSchedule'), {
      ok: false,
      reason: 'it has the taint dedicated=batch:NoSchedule already',
      next: '--overwrite gives it another value',
    });
    assert.deepEqual(change([batch, full], 'dedicated=web:NoSchedule', true), {
      ok: true,
      outcome: 'tainted',
      taints: [{ ...batch, value: 'web', timeAdded: now }, full],
    });
  });

  it('takes it for a mistake to remove what is not there', () => {
    const none = change([batch], 'dedicated:NoExecute-');
    assert.deepEqual(none, {
      ok: false,
      reason: 'it has no taint dedicated:NoExecute',
      next: 'it has dedicated=batch:NoSchedule',
    });
    assert.deepEqual(change([], 'full-'), { ok: false, reason: 'it has no taint full', next: 'it has none at all' });
  });

  it('has one taint of a key and an effect, and done twice is done once', () => {
    const key = fc.constantFrom('a', 'b');
    const effect = fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const);
    const taints = fc.uniqueArray(fc.record({ key, effect }), { selector: identity });
    fc.assert(
      fc.property(taints, taints, fc.boolean(), (given, set, overwrite) => {
        const options = { changes: { set, remove: [] }, overwrite, now: 0 };
        const once = changeTaints(given, options);
        assert.ok(once.ok);
        assert.equal(new Set(once.taints.map(identity)).size, once.taints.length);
        assert.deepEqual(changeTaints(once.taints, options), { ...once, outcome: 'unchanged' });
      }),
      { seed },
    );
  });
});
