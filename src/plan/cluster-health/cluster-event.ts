import type { ObjectEvent } from '../../api/object-event.ts';
import type { Probe } from './decide-health.ts';

/** What a probe that went wrong tells whoever looks at the KubeFedCluster's events, under KubeFed's reasons. */
export function clusterEvent(probe: Probe): ObjectEvent | undefined {
  switch (probe.found) {
    case 'malformed':
      return {
        type: 'Warning',
        reason: 'MalformedClusterConfig',
        message: `The configuration for this cluster may be malformed: ${probe.error}`,
      };
    case 'offline':
      return {
        type: 'Warning',
        reason: 'RetrievingClusterHealthFailed',
        message: `Failed to retrieve health of the cluster: ${probe.error}`,
      };
    case 'not-ready':
    case 'ready':
      return undefined;
  }
}
