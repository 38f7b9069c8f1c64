import type { ClusterCondition } from '../../api/kubefed-cluster.ts';
import type { Probe } from './decide-health.ts';

/** The conditions a probe stands for, in KubeFed's words; a condition that did not change keeps its lastTransitionTime. */
export function clusterConditions(probe: Probe, before: readonly ClusterCondition[], now: string): ClusterCondition[] {
  return conditionsOf(probe).map((condition) => {
    const same = before.find(({ type, status }) => type === condition.type && status === condition.status);
    return Object.assign(condition, { lastProbeTime: now, lastTransitionTime: same?.lastTransitionTime ?? now });
  });
}

type Bare = Omit<ClusterCondition, 'lastProbeTime' | 'lastTransitionTime'>;

function conditionsOf(probe: Probe): Bare[] {
  switch (probe.found) {
    case 'ready':
      return [{ type: 'Ready', status: 'True', reason: 'ClusterReady', message: '/healthz responded with ok' }];
    case 'not-ready':
      return [
        { type: 'Ready', status: 'False', reason: 'ClusterNotReady', message: '/healthz responded without ok' },
        { type: 'Offline', status: 'False', reason: 'ClusterReachable', message: 'cluster is reachable' },
      ];
    case 'offline':
      return [
        {
          type: 'Offline',
          status: 'True',
          reason: 'ClusterNotReachable',
          message: `cluster is not reachable: ${probe.error}`,
        },
      ];
    case 'malformed':
      return [
        {
          type: 'ConfigMalformed',
          status: 'True',
          reason: 'ClusterConfigMalformed',
          message: `cluster's configuration may be malformed: ${probe.error}`,
        },
      ];
  }
}
