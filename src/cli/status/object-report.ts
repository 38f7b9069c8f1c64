import { hasObserved, splitGenerationsOf, type SplitForms } from '../../plan/forms/merge-forms.ts';
import type { FederatedClusterStatus, FederatedObject } from '../../api/federated-object.ts';

/** How far one federated object is, in one word a person understands. */
export interface ObjectReport {
  /** Name of the FederatedTypeConfig, such as `deployments.apps`. */
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  /** `Propagated`, `Waiting` (its newest generation has not been looked at), `Deleting`, or the reason it is not as wanted. */
  readonly state: string;
  /** Clusters with a status, and those of them where it is as wanted. */
  readonly clusters: number;
  readonly clustersOk: number;
  /** How it does in all of them together, and how many replicas are ready of those wanted; empty where nobody says. */
  readonly health: string;
  readonly ready: string;
  /** The clusters where something is not well, by name. */
  readonly troubles: readonly FederatedClusterStatus[];
}

/** What the object's own status says of it; split are the objects beside it whose newest generations count too. */
export function reportObject(type: string, object: FederatedObject, split: SplitForms = {}): ObjectReport {
  const clusters = object.status?.clusters ?? [];
  const troubles = clusters.filter(isTrouble).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    type,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    state: stateOf(object, split),
    clusters: clusters.length,
    clustersOk: clusters.filter(({ status }) => status === undefined).length,
    health: object.status?.summary?.health ?? '',
    ready: object.status?.summary?.inReplicas ?? '',
    troubles,
  };
}

/** Whether the object is in every cluster as it should be. */
export function isPropagated({ state }: ObjectReport): boolean {
  return state === 'Propagated';
}

/** Whether it does well as far as anybody says, or somebody holds it on purpose. */
export function isWell({ health }: ObjectReport): boolean {
  return ['', 'Healthy', 'Suspended'].includes(health);
}

/** `bremen: ClusterNotReady, hamburg: AlreadyExists`, with each cluster's own message in brackets if asked for. */
export function formatTroubles(report: ObjectReport, { messages }: { messages: boolean }): string {
  return report.troubles
    .map(({ name, status, message, health, healthMessage }) => {
      const why = status === undefined ? healthMessage : message;
      return `${name}: ${status ?? health}${messages && why ? ` (${why})` : ''}`;
    })
    .join(', ');
}

/** KubeFed leaves out the status of a cluster where all is well. */
function isTrouble({ status, health = 'Healthy' }: FederatedClusterStatus): boolean {
  return status !== undefined || health !== 'Healthy';
}

function stateOf({ metadata, status }: FederatedObject, split: SplitForms): string {
  if (metadata.deletionTimestamp !== undefined) return 'Deleting';
  const condition = status?.conditions?.find(({ type }) => type === 'Propagation');
  if (!condition || (status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return 'Waiting';
  if (!hasObserved(status, splitGenerationsOf(split))) return 'Waiting';
  return condition.status === 'True' ? 'Propagated' : (condition.reason ?? 'NotPropagated');
}
