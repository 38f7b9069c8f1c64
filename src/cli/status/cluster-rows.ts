import type { FederatedClusterStatus, FederatedObject } from '../../api/federated-object.ts';
import { explainPlacement } from '../../plan/placement/explain-placement.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import type { ClusterView } from '../../plan/placement/cluster-view.ts';

/** What decides where an object should be, besides itself. */
export interface PlacementFacts {
  readonly clusters: readonly ClusterView[];
  readonly namespacePlacement: NamespacePlacement;
  readonly scope: 'Cluster' | 'Namespaced';
}

/** One federated object in one cluster. */
export interface ClusterRow {
  readonly cluster: string;
  /** `OK`, KubeFed's status of what is wrong, `Waiting`, `Removed`, `NotJoined`, `NotPlaced`, or `NotAllowed`. */
  readonly status: string;
  /** How it does there, and how many replicas are ready of those wanted; absent where nobody says. */
  readonly health?: string;
  readonly ready?: string;
  /** As status.clusters[].version has it. */
  readonly version: string;
  readonly message: string;
}

/** A row for every cluster that has the object, should have it, or has joined; sorted by name. */
export function clusterRows(object: FederatedObject, facts: PlacementFacts): ClusterRow[] {
  const rows = new Map<string, ClusterRow>();
  const known = [joinedRows(object, facts), strangerRows(object, facts), excludedRows(object), recordedRows(object)];
  for (const row of known.flat()) rows.set(row.cluster, row);
  return [...rows.values()].sort((one, other) => (one.cluster < other.cluster ? -1 : 1));
}

/** Whether the row is about a cluster that the object neither is in nor should be. */
export function isElsewhere({ status }: ClusterRow): boolean {
  return status === 'NotPlaced';
}

function joinedRows(object: FederatedObject, facts: PlacementFacts): ClusterRow[] {
  const explained = explainPlacement({ placement: object.spec?.placement, ...facts }, object.metadata.namespace ?? '');
  if (!explained.ok) return [];
  const meant = unreported(object);
  return Array.from(explained.reasons, ([cluster, { chosen, text }]) => ({
    cluster,
    version: '',
    ...(chosen ? meant : { status: 'NotPlaced', message: text }),
  }));
}

/** What it means that the status says nothing of a cluster that was chosen. */
function unreported({ metadata }: FederatedObject): Pick<ClusterRow, 'status' | 'message'> {
  return metadata.deletionTimestamp === undefined
    ? { status: 'Waiting', message: 'no controller has reported on it yet' }
    : { status: 'Removed', message: 'nothing is left of it there' };
}

function strangerRows({ spec }: FederatedObject, { clusters }: PlacementFacts): ClusterRow[] {
  const joined = new Set(clusters.map(({ name }) => name));
  const named = spec?.placement?.clusters ?? [];
  return named
    .filter(({ name }) => !joined.has(name))
    .map(({ name }) => ({
      cluster: name,
      status: 'NotJoined',
      version: '',
      message: 'spec.placement names it, but no cluster of this name has joined',
    }));
}

/** What the placement chooses and the controllers were kept from by somebody else. */
function excludedRows({ status, metadata }: FederatedObject): ClusterRow[] {
  if (metadata.deletionTimestamp !== undefined) return [];
  return (status?.excluded ?? []).map(({ cluster, by, message }) => ({
    cluster,
    status: 'NotAllowed',
    version: '',
    message: `${by}: ${message}`,
  }));
}

/** A row for every cluster the status speaks of. */
export function recordedRows({ status }: FederatedObject): ClusterRow[] {
  const kept = new Map((status?.excluded ?? []).map(({ cluster, by, message }) => [cluster, `${by}: ${message}`]));
  return (status?.clusters ?? []).map((told) => rowOf(told, kept.get(told.name)));
}

/** What the status says of one cluster; why tells who would not have it there any more. */
function rowOf(told: FederatedClusterStatus, why: string | undefined): ClusterRow {
  const { name, status = 'OK', version = '', message, health, healthMessage, replicas } = told;
  const said = [message, why && `not allowed any more by ${why}`, healthMessage];
  return {
    cluster: name,
    status,
    ...(health && { health }),
    ...(replicas && { ready: `${replicas.ready}/${replicas.wanted}` }),
    version,
    message: said.filter((one) => one !== undefined).join('; '),
  };
}
