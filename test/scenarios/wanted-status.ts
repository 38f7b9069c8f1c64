import { deepEqual } from '../../src/base/deep-equal.ts';
import type {
  ClusterPropagationStatus,
  FederatedObject,
  FederatedStatus,
  PropagationReason,
} from '../../src/api/federated-object.ts';

/** What a status should say; what is left out may be anything. */
export interface WantedStatus {
  /** `True`, or why the Propagation condition is False. */
  readonly propagation?: 'True' | PropagationReason;
  readonly message?: RegExp;
  /** All clusters that are listed, each with its status; `OK` stands for none. */
  readonly clusters?: Readonly<Record<string, 'OK' | ClusterPropagationStatus>>;
  /** What clusters say for people. */
  readonly says?: Readonly<Record<string, RegExp>>;
}

/** Whether the status is about the object's present generation and says what is wanted. */
export function hasStatus({ metadata, status }: FederatedObject, wanted: WantedStatus): boolean {
  if (!status || status.observedGeneration !== metadata.generation) return false;
  return conditionIsWanted(status, wanted) && clustersAreWanted(status, wanted);
}

function conditionIsWanted({ conditions = [] }: FederatedStatus, { propagation, message }: WantedStatus): boolean {
  const condition = conditions.find(({ type }) => type === 'Propagation');
  const said = condition?.reason ?? condition?.status;
  return (propagation ?? said) === said && (message?.test(condition?.message ?? '') ?? true);
}

function clustersAreWanted({ clusters = [] }: FederatedStatus, wanted: WantedStatus): boolean {
  const statuses = Object.fromEntries(clusters.map(({ name, status = 'OK' }) => [name, status]));
  if (wanted.clusters !== undefined && !deepEqual(statuses, wanted.clusters)) return false;
  const messageOf = (cluster: string) => clusters.find(({ name }) => name === cluster)?.message ?? '';
  return Object.entries(wanted.says ?? {}).every(([cluster, text]) => text.test(messageOf(cluster)));
}
