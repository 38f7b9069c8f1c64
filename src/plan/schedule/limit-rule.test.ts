import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limitRule } from './limit-rule.ts';
import { parseScheduleRule } from './parse-schedule-rule.ts';

const parsed = parseScheduleRule(
  { target: { kind: 'FederatedDeployment', name: 'web' }, clusters: { maxClusters: 3 } },
  () => ({ ok: false, reasons: ['there are no expressions here'] }),
);

describe('limitRule', () => {
  it('narrows and never widens, and is one rule for one limit', () => {
    assert.ok(parsed.ok);
    const rule = parsed.value;
    for (const more of [3, 4, Infinity]) assert.equal(limitRule(rule, more), rule);
    assert.deepEqual(limitRule(rule, 2), { ...rule, maxClusters: 2 });
    assert.equal(limitRule(rule, 2), limitRule(rule, 2));
    assert.notEqual(limitRule(rule, 1), limitRule(rule, 2));
  });
});
