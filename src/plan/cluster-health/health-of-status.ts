import type { KubeFedClusterStatus } from '../../api/kubefed-cluster.ts';
import type { Health, Probe } from './decide-health.ts';

const offlinePrefix = /^cluster is not reachable: /;
const malformedPrefix = /^cluster's configuration may be malformed: /;

/** What a status written before tells, so that after a restart one failed probe does not count for three. */
export function healthOfStatus(status: KubeFedClusterStatus | undefined): Health | undefined {
  const probe = status && probeOf(status);
  return probe && { probe, against: 0 };
}

function probeOf(status: KubeFedClusterStatus): Probe | undefined {
  for (const { type, status: value, message = '' } of status.conditions) {
    if (type === 'Ready')
      return value === 'True'
        ? { found: 'ready', kubernetesVersion: status.kubernetesVersion }
        : { found: 'not-ready' };
    if (type === 'Offline' && value === 'True') return { found: 'offline', error: message.replace(offlinePrefix, '') };
    if (type === 'ConfigMalformed' && value === 'True')
      return { found: 'malformed', error: message.replace(malformedPrefix, '') };
  }
  return undefined;
}
