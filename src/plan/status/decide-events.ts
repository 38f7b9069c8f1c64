import type { ClusterPropagationStatus, FederatedClusterStatus } from '../../api/federated-object.ts';
import type { ObjectEvent } from '../../api/object-event.ts';

export interface EventsInput {
  /** Kind and place of the object in the clusters, as events name it: `ConfigMap "shop/prices"`. */
  readonly target: string;
  /** What the status says of each cluster, and what it said before. */
  readonly clusters: readonly FederatedClusterStatus[];
  readonly before: readonly FederatedClusterStatus[];
  /** Whether the object is on its way out everywhere. */
  readonly isRemoval: boolean;
}

/** Reason and first words of an event. */
type Cause = readonly [reason: string, words: string];

const creation: Cause = ['CreateInClusterFailed', 'Failed to create'];
const update: Cause = ['UpdateInClusterFailed', 'Failed to update'];

/** Not here is what may become well by itself: an object on its way out, a cluster that has not answered yet. */
const causes: Partial<Record<ClusterPropagationStatus, Cause>> = {
  CreationFailed: creation,
  AlreadyExists: creation,
  UpdateFailed: update,
  ManagedLabelFalse: update,
  DeletionFailed: ['DeleteInClusterFailed', 'Failed to delete'],
  LabelRemovalFailed: ['RemoveManagedLabelFromInClusterFailed', 'Failed to remove managed label from'],
  ClusterNotReady: ['ClusterNotReady', 'Cannot work on'],
  CachedRetrievalFailed: ['CachedRetrievalFailed', 'Cannot watch'],
};

/** Clusters named in full; an event is kept to a length people read. */
const mostNamed = 3;

/**
 * The events a new status is worth: one for each of KubeFed's reasons that clusters have newly given cause for, not one
 * a cluster. A cluster that has merely not answered yet is none. Reasons and the words for one cluster are KubeFed's.
 */
export function decideEvents(input: EventsInput): ObjectEvent[] {
  const { clusters, before, target, isRemoval } = input;
  const told = new Map(before.map((cluster) => [cluster.name, cluster]));
  const news = clusters.filter(({ name, status, message }) => {
    const old = told.get(name);
    return status !== old?.status || message !== old?.message;
  });
  const events = [...Map.groupBy(news, causeOf)].flatMap(([cause, group]) =>
    cause ? [failure(cause, group, target)] : [],
  );
  if (isRemoval && news.some(isWaiting)) events.push(waitForRemoval(clusters.filter(isWaiting)));
  return events;
}

function causeOf({ status, version }: FederatedClusterStatus): Cause | undefined {
  // These are found out before anything is asked of the cluster.
  if (status === 'ComputeResourceFailed' || status === 'ApplyOverridesFailed')
    return version === undefined ? creation : update;
  return status && causes[status];
}

function failure([reason, words]: Cause, group: readonly FederatedClusterStatus[], target: string): ObjectEvent {
  const names = group.slice(0, mostNamed).map(({ name }) => `"${name}"`);
  const more = group.length > mostNamed ? ` and ${group.length - mostNamed} more` : '';
  const where = `${group.length === 1 ? 'cluster' : 'clusters'} ${names.join(', ')}${more}`;
  return { type: 'Warning', reason, message: `${words} ${target} in ${where}: ${group[0]?.message}` };
}

function isWaiting({ status }: FederatedClusterStatus): boolean {
  return status === 'WaitingForRemoval';
}

function waitForRemoval(clusters: readonly FederatedClusterStatus[]): ObjectEvent {
  const names = clusters.map(({ name }) => name).join(', ');
  const message = `Waiting for managed resources to be removed from the following clusters: ${names}`;
  return { type: 'Normal', reason: 'WaitForRemovalInCluster', message };
}
