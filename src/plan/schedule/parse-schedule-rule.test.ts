import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SchedulingPreferenceSpec } from '../../api/scheduling-preference.ts';
import { parseScheduleRule } from './parse-schedule-rule.ts';

const target = { kind: 'FederatedDeployment', name: 'web' };
const unread = () => ({ ok: false as const, reasons: ['unexpected end'] });

describe('parseScheduleRule', () => {
  it('fills in what is not said', () => {
    const parsed = parseScheduleRule({ target }, unread);
    assert.ok(parsed.ok);
    const { groups, ...rest } = parsed.value;
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['all'],
    );
    assert.deepEqual(rest, {
      preferred: [],
      groupUse: 'Fallback',
      tolerations: [],
      scores: [],
      spread: [],
      maxClusters: Infinity,
      rebalance: 'Never',
      failoverAfterMs: 300_000,
      returns: false,
      retryFullAfterMs: 1_800_000,
    });
  });

  it('has one rule for preferences that ask for the same of different objects, and another for what differs', () => {
    const asking = (total: number, minGroups: number) =>
      parseScheduleRule(
        {
          target: { ...target, name: `web-${total}` },
          clusters: { spread: [{ label: 'region', minGroups }] },
          replicas: { divideBy: 'Weight', total },
        },
        unread,
      );
    assert.equal(asking(3, 2), asking(4, 2));
    assert.notDeepEqual(asking(3, 2), asking(3, 1));
    const divided = parseScheduleRule({ target, replicas: { divideBy: 'Weight' } }, unread);
    assert.notDeepEqual(parseScheduleRule({ target }, unread), divided);
  });

  it('tells of everything that makes no sense, and where', () => {
    const selector = { matchExpressions: [{ key: 'tier', operator: 'Like' }] };
    const spec: SchedulingPreferenceSpec = {
      target,
      clusters: {
        groups: [{ name: 'own', clusterSelector: selector }],
        preferred: [{ weight: 1, expression: 'a ==' }],
      },
      replicas: { divideBy: 'Weight', shares: [{ weight: 2 }, { expression: '(' }] },
    };
    assert.deepEqual(parseScheduleRule(spec, unread), {
      ok: false,
      reasons: [
        'spec.clusters.groups[0].clusterSelector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
        'spec.clusters.preferred[0].expression: unexpected end',
        'spec.replicas.shares[1].expression: unexpected end',
      ],
    });
  });
});
