import { deepEqual } from '../../base/deep-equal.ts';
import type { SplitGenerations } from '../forms/merge-forms.ts';
import type {
  Exclusion,
  FederatedClusterStatus,
  FederatedStatus,
  PropagationCondition,
  PropagationReason,
  StatusSummary,
} from '../../api/federated-object.ts';

export interface StatusInput {
  /** metadata.generation of the object the outcomes belong to. */
  readonly generation: number;
  /** Those of its Placement and Override objects; absent where its type has none. */
  readonly splitGenerations?: SplitGenerations;
  readonly previous: FederatedStatus | undefined;
  readonly problem?: { readonly reason: PropagationReason; readonly message: string };
  readonly namespaceNotFederated: boolean;
  /** One entry a cluster that has or should have the object, in any order. */
  readonly clusters: readonly FederatedClusterStatus[];
  /** Clusters that policies do not allow, sorted. */
  readonly excluded: readonly Exclusion[];
  /** Absent where the type has no room for one. */
  readonly summary?: StatusSummary;
  readonly notes: readonly string[];
  /** RFC 3339, whole seconds. */
  readonly now: string;
}

const mostNamed = 3;

/** The status an object should have, or undefined when the one it has says the same already. */
export function decideStatus(input: StatusInput): FederatedStatus | undefined {
  const { previous, generation, splitGenerations, excluded, summary, now } = input;
  const clusters = [...input.clusters].sort(byName);
  const conditions = [conditionOf(input, clusters), ...allowedCondition(excluded)].map((next) =>
    withTimes(next, previous, now),
  );
  const status = {
    observedGeneration: generation,
    ...splitGenerations,
    conditions,
    clusters,
    ...(excluded.length > 0 && { excluded }),
    ...(summary && { summary }),
  };
  return previous && deepEqual(spoken(previous), spoken(status)) ? undefined : status;
}

/** Whether a status says nothing new but how the object does in its clusters, which changes often and is in no hurry. */
export function isOnlyHealth(previous: FederatedStatus | undefined, status: FederatedStatus): boolean {
  return saysTheSame(previous, status, (cluster) => ({ ...withoutSums(cluster), remoteStatus: {} }));
}

/** Whether a status says nothing new but what KubeFed's definition of the type has no room for. */
export function hasOnlySums(previous: FederatedStatus | undefined, status: FederatedStatus): boolean {
  return saysTheSame(previous, status, withoutSums);
}

function withoutSums(cluster: FederatedClusterStatus): FederatedClusterStatus {
  const { health: _, healthMessage: __, replicas: ___, fields: ____, ...rest } = cluster;
  return rest;
}

function saysTheSame(
  previous: FederatedStatus | undefined,
  status: FederatedStatus,
  part: (cluster: FederatedClusterStatus) => FederatedClusterStatus,
): boolean {
  if (previous === undefined) return false;
  const [before, now] = [previous, status].map((whole) => {
    const { summary: _, clusters = [], ...rest } = whole;
    return spoken({ ...rest, clusters: clusters.map(part) });
  });
  return deepEqual(before, now);
}

/** What a status says, apart from when. */
function spoken({ conditions, clusters, excluded, ...generations }: FederatedStatus): object {
  const lasting = (conditions ?? []).map(({ type, status, reason = '', message = '' }) => ({
    type,
    status,
    reason,
    message,
  }));
  return { ...generations, conditions: lasting, clusters: clusters ?? [], excluded: excluded ?? [] };
}

/** A condition moves its lastTransitionTime with its status or reason only. */
function withTimes(
  next: PropagationCondition,
  previous: FederatedStatus | undefined,
  now: string,
): PropagationCondition {
  const old = previous?.conditions?.find(({ type }) => type === next.type);
  const stays = old?.status === next.status && old.reason === next.reason;
  return { ...next, lastTransitionTime: (stays ? old.lastTransitionTime : undefined) ?? now, lastUpdateTime: now };
}

function conditionOf(input: StatusInput, clusters: readonly FederatedClusterStatus[]): PropagationCondition {
  const reason = reasonOf(input, clusters);
  const message = [...explain(input, reason, clusters), ...input.notes].join('. ');
  return {
    type: 'Propagation',
    status: reason === undefined ? 'True' : 'False',
    ...(reason === undefined ? {} : { reason }),
    ...(message === '' ? {} : { message }),
  };
}

/** Where it is kept in clusters that policies do not allow; what is allowed everywhere needs no condition. */
function allowedCondition(excluded: readonly Exclusion[]): PropagationCondition[] {
  const kept = excluded.filter(({ kept }) => kept === true);
  if (kept.length === 0) return [];
  const named = kept.slice(0, mostNamed).map(({ cluster, by, message }) => `${cluster} (${by}: ${message})`);
  const more = kept.length > mostNamed ? `, and ${kept.length - mostNamed} more` : '';
  const message = `kept in ${named.join(', ')}${more}`;
  return [{ type: 'PlacementAllowed', status: 'False', reason: 'KeptThoughNotAllowed', message }];
}

function reasonOf(input: StatusInput, clusters: readonly FederatedClusterStatus[]): PropagationReason | undefined {
  if (input.problem) return input.problem.reason;
  if (input.namespaceNotFederated) return 'NamespaceNotFederated';
  return clusters.some(({ status }) => status !== undefined) ? 'CheckClusters' : undefined;
}

function explain(
  input: StatusInput,
  reason: PropagationReason | undefined,
  clusters: readonly FederatedClusterStatus[],
): string[] {
  if (input.problem) return [input.problem.message];
  if (reason === 'NamespaceNotFederated') {
    return [
      'The namespace has no FederatedNamespace of the same name in it: create one, and place it in the same clusters',
    ];
  }
  if (reason === undefined) return [];
  const wrong = clusters.filter(({ status }) => status !== undefined);
  const named = wrong.slice(0, mostNamed).map(({ name, status }) => `${name} (${status})`);
  const more = wrong.length > mostNamed ? `, and ${wrong.length - mostNamed} more` : '';
  return [`${countOf(wrong.length, clusters.length)} not as wanted: ${named.join(', ')}${more}`];
}

function countOf(wrong: number, all: number): string {
  return `${wrong} of ${all} ${all === 1 ? 'cluster' : 'clusters'} ${wrong === 1 ? 'is' : 'are'}`;
}

function byName(a: FederatedClusterStatus, b: FederatedClusterStatus): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
