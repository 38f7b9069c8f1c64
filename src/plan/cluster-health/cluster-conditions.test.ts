import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterCondition } from '../../api/kubefed-cluster.ts';
import { clusterConditions } from './cluster-conditions.ts';
import { clusterEvent } from './cluster-event.ts';
import type { Probe } from './decide-health.ts';
import { healthOfStatus } from './health-of-status.ts';

const t1 = '2026-01-01T00:00:00Z';
const t2 = '2026-01-01T00:00:10Z';
const ready: Probe = { found: 'ready', kubernetesVersion: 'v1.37.2' };
const notReady: Probe = { found: 'not-ready' };
const offline: Probe = { found: 'offline', error: 'refused' };
const malformed: Probe = { found: 'malformed', error: 'Secret "c" does not exist' };

function told(conditions: readonly ClusterCondition[]): string[] {
  return conditions.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
}

describe('conditions of a KubeFedCluster (4)', () => {
  const cases: readonly [Probe, readonly string[]][] = [
    [ready, ['Ready=True ClusterReady: /healthz responded with ok']],
    [
      notReady,
      [
        'Ready=False ClusterNotReady: /healthz responded without ok',
        'Offline=False ClusterReachable: cluster is reachable',
      ],
    ],
    [offline, ['Offline=True ClusterNotReachable: cluster is not reachable: refused']],
    [
      malformed,
      [
        'ConfigMalformed=True ClusterConfigMalformed: cluster\'s configuration may be malformed: Secret "c" does not exist',
      ],
    ],
  ];
  for (const [probe, expected] of cases) {
    it(`are KubeFed's for a cluster that is ${probe.found}`, () => {
      const conditions = clusterConditions(probe, [], t1);
      assert.deepEqual(told(conditions), expected);
      for (const { lastProbeTime, lastTransitionTime } of conditions)
        assert.deepEqual([lastProbeTime, lastTransitionTime], [t1, t1]);
    });

    it(`are read back as they were meant: ${probe.found}`, () => {
      const status = { conditions: clusterConditions(probe, [], t1), kubernetesVersion: 'v1.37.2' };
      assert.deepEqual(healthOfStatus(status), { probe, against: 0 });
    });
  }

  it('move lastTransitionTime with their status only', () => {
    const before = clusterConditions(ready, [], t1);
    const [same] = clusterConditions(ready, before, t2);
    assert.deepEqual([same?.lastProbeTime, same?.lastTransitionTime], [t2, t1]);
    const [other] = clusterConditions(notReady, before, t2);
    assert.deepEqual([other?.type, other?.lastTransitionTime], ['Ready', t2]);
  });

  it('that were never written tell nothing', () => {
    assert.equal(healthOfStatus(undefined), undefined);
    assert.equal(healthOfStatus({ conditions: [] }), undefined);
  });
});

describe('events of a KubeFedCluster (4)', () => {
  const cases: readonly [Probe, string | undefined][] = [
    [ready, undefined],
    [notReady, undefined],
    [offline, 'Warning RetrievingClusterHealthFailed: Failed to retrieve health of the cluster: refused'],
    [
      malformed,
      'Warning MalformedClusterConfig: The configuration for this cluster may be malformed: Secret "c" does not exist',
    ],
  ];
  for (const [probe, expected] of cases) {
    it(`tell of a cluster that is ${probe.found}: ${expected ?? 'nothing'}`, () => {
      const event = clusterEvent(probe);
      assert.equal(event && `${event.type} ${event.reason}: ${event.message}`, expected);
    });
  }
});
