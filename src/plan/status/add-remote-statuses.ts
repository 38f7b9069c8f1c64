import type { JsonObject } from '../../base/json.ts';
import type { FederatedClusterStatus } from '../../api/federated-object.ts';

/** Cluster statuses with what was collected, and what to say where it could not be kept. */
export interface CollectedStatuses {
  readonly clusters: readonly FederatedClusterStatus[];
  readonly notes: readonly string[];
}

/** The host stores no object above 1.5 MiB, and the rest of it needs its room. */
const mostBytes = 512 * 1_024;

/** Adds to each cluster the status its object has there; leaves all of them out, and says so, where they are more than 512 KiB. */
export function addRemoteStatuses(
  clusters: readonly FederatedClusterStatus[],
  remoteStatus: (cluster: string) => JsonObject | undefined,
): CollectedStatuses {
  const whole = clusters.map((cluster) => {
    const status = remoteStatus(cluster.name);
    return status === undefined ? cluster : { ...cluster, remoteStatus: status };
  });
  const bytes = whole.reduce((sum, one) => sum + sizeOf(one.remoteStatus), 0);
  if (bytes <= mostBytes) return { clusters: whole, notes: [] };
  const note =
    `The statuses collected from ${clusters.length} clusters are left out: they are more than ${mostBytes / 1_024} KiB together. ` +
    'Read them in the clusters, or set statusCollection to Disabled for this type';
  return { clusters, notes: [note] };
}

function sizeOf(status: JsonObject | undefined): number {
  return status === undefined ? 0 : JSON.stringify(status).length;
}
