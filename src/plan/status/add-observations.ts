import type { JsonObject } from '../../base/json.ts';
import type { FederatedClusterStatus } from '../../api/federated-object.ts';
import type { Assessment } from '../../api/object-health.ts';

/** What is seen of an object in one cluster, as far as it is. */
export interface Observation extends Partial<Assessment> {
  /** Where it is collected. */
  readonly remoteStatus?: JsonObject;
}

/** Cluster statuses with what was seen there, and what to say where it could not all be kept. */
export interface ObservedClusters {
  readonly clusters: readonly FederatedClusterStatus[];
  readonly notes: readonly string[];
}

/** The host stores no object above 1.5 MiB, and the rest of it needs its room. */
const mostBytes = 512 * 1_024;

/** Adds to each cluster what is seen there; leaves out all that is collected, and says so, where it is more than 512 KiB. */
export function addObservations(
  clusters: readonly FederatedClusterStatus[],
  seenIn: (cluster: string) => Observation,
): ObservedClusters {
  const whole = clusters.map((cluster) => ({ ...cluster, ...seenIn(cluster.name) }));
  const bytes = whole.reduce((sum, { remoteStatus, fields }) => sum + sizeOf(remoteStatus) + sizeOf(fields), 0);
  if (bytes <= mostBytes) return { clusters: whole, notes: [] };
  const note =
    `The statuses collected from ${clusters.length} clusters are left out: they are more than ${mostBytes / 1_024} KiB together. ` +
    'Read them in the clusters, or have less collected of this type (statusCollection, statusFields)';
  return { clusters: whole.map(withoutCollected), notes: [note] };
}

function withoutCollected(cluster: FederatedClusterStatus): FederatedClusterStatus {
  const { remoteStatus: _, fields: __, ...rest } = cluster;
  return rest;
}

function sizeOf(collected: JsonObject | undefined): number {
  return collected === undefined ? 0 : JSON.stringify(collected).length;
}
