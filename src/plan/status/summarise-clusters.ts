import type { ClusterPropagationStatus, FederatedClusterStatus, StatusSummary } from '../../api/federated-object.ts';
import { healthStates, type HealthState, type ReplicaCounts } from '../../api/object-health.ts';

/** What may become well by itself: a cluster that has not answered yet, an object on its way out. */
const pending: ReadonlySet<ClusterPropagationStatus> = new Set([
  'WaitingForRemoval',
  'CreationTimedOut',
  'UpdateTimedOut',
  'DeletionTimedOut',
  'LabelRemovalTimedOut',
]);
/** In which nobody can tell how the object does. */
const unseen: ReadonlySet<ClusterPropagationStatus> = new Set(['ClusterNotReady', 'CachedRetrievalFailed']);

/** What becomes of the object in one cluster, where it is not well. */
interface Complaint {
  /** Empty for what is no cluster's. */
  readonly cluster: string;
  readonly health: HealthState;
  readonly words: string;
}

const mostNamed = 3;

/**
 * Sums up what the status says of clusters, of which those in wanted should have the object. An obstacle is why nobody
 * goes on with it anywhere, in one word.
 */
export function summariseClusters(
  wanted: ReadonlySet<string>,
  clusters: readonly FederatedClusterStatus[],
  obstacle?: string,
): StatusSummary {
  const told = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const silent = [...wanted].filter((name) => !told.has(name));
  const propagated = clusters.filter(({ name, status }) => status === undefined && wanted.has(name)).length;
  const waiting = clusters.filter(isPending).length;
  const failed = clusters.filter((cluster) => cluster.status !== undefined && !isPending(cluster)).length;
  const names = [...new Set([...wanted, ...told.keys()])];
  const complaints = [
    ...(obstacle === undefined ? [] : [{ cluster: '', health: 'Degraded', words: obstacle } as const]),
    ...names.flatMap((name) => complaintOf(name, told.get(name)) ?? []),
  ].sort(worstFirst);
  const replicas = sumOf(clusters.filter(({ name }) => wanted.has(name)));
  return {
    health: complaints[0]?.health ?? 'Healthy',
    ...(complaints.length > 0 && { message: nameThem(complaints) }),
    clusters: { wanted: wanted.size, propagated, pending: waiting + silent.length, failed },
    inClusters: `${propagated}/${wanted.size}`,
    ...(replicas && { replicas, inReplicas: `${replicas.ready}/${replicas.wanted}` }),
  };
}

function isPending({ status }: FederatedClusterStatus): boolean {
  return status !== undefined && pending.has(status);
}

/** Undefined where it is as wanted and does well. */
function complaintOf(cluster: string, told: FederatedClusterStatus | undefined): Complaint | undefined {
  if (!told) return { cluster, health: 'Progressing', words: 'no answer yet' };
  const { status, health = status === undefined ? 'Unknown' : 'Healthy', healthMessage } = told;
  const own: Complaint = { cluster, health, words: healthMessage ?? health };
  if (status === undefined) return health === 'Healthy' ? undefined : own;
  const propagation: Complaint = { cluster, health: healthAfter(status), words: status };
  return rankOf(own) > rankOf(propagation) ? own : propagation;
}

function healthAfter(status: ClusterPropagationStatus): HealthState {
  if (pending.has(status)) return 'Progressing';
  return unseen.has(status) ? 'Unknown' : 'Degraded';
}

function rankOf({ health }: Complaint): number {
  return healthStates.indexOf(health);
}

function worstFirst(a: Complaint, b: Complaint): number {
  return rankOf(b) - rankOf(a) || (a.cluster < b.cluster ? -1 : 1);
}

function nameThem(complaints: readonly Complaint[]): string {
  const named = complaints
    .slice(0, mostNamed)
    .map(({ cluster, words }) => (cluster === '' ? words : `${cluster}: ${words}`));
  const more = complaints.length - mostNamed;
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function sumOf(clusters: readonly FederatedClusterStatus[]): ReplicaCounts | undefined {
  const counts = clusters.flatMap(({ replicas }) => replicas ?? []);
  if (counts.length === 0) return undefined;
  return counts.reduce((sum, one) => ({
    wanted: sum.wanted + one.wanted,
    ready: sum.ready + one.ready,
    updated: sum.updated + one.updated,
    available: sum.available + one.available,
  }));
}
