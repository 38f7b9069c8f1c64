import { messageOf } from '../../base/message-of.ts';
import { qualifiedPlural, type ResourceType } from '../../api/meta.ts';
import type { ClusterPropagationStatus } from '../../api/federated-object.ts';
import { ApiError } from '../../kube/errors.ts';
import type { Aim } from './aim.ts';
import type { Outcome } from './ledger.ts';

const usualPauseMs = 1_000;
const longestPauseMs = 60_000;

/** The status of an operation that failed, or that has had no answer yet. */
function failedStatus(aim: Aim, exists: boolean): ClusterPropagationStatus {
  if (aim.kind === 'absent') return 'DeletionFailed';
  if (aim.kind === 'released') return 'LabelRemovalFailed';
  return exists ? 'UpdateFailed' : 'CreationFailed';
}

/** KubeFed's status for an operation that has had no answer yet. */
export function pendingStatus(aim: Aim, exists: boolean): ClusterPropagationStatus {
  if (aim.kind === 'absent') return 'DeletionTimedOut';
  if (aim.kind === 'released') return 'LabelRemovalTimedOut';
  return exists ? 'UpdateTimedOut' : 'CreationTimedOut';
}

/** What a failed operation means, in words that stay the same while it keeps failing alike. */
export function outcomeOfFailure(
  error: unknown,
  aim: Aim,
  exists: boolean,
  target: ResourceType,
  cluster: string,
): Outcome {
  return { status: failedStatus(aim, exists), message: explain(error, target, cluster) };
}

function explain(error: unknown, target: ResourceType, cluster: string): string {
  if (isMissingType(error)) return missingTypeMessage(target, cluster);
  if (error instanceof ApiError) return `${cluster} answered ${error.status}: ${error.serverMessage}`;
  return messageOf(error);
}

/** Milliseconds a cluster is left alone that asks to wait: as long as it says, within reason. */
export function pauseAfter({ retryAfterMs }: ApiError): number {
  return Math.min(retryAfterMs ?? usualPauseMs, longestPauseMs);
}

/** Whether the server does not know the type at all, as opposed to the object or its namespace. */
export function isMissingType(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.isNotFound &&
    (error.reason === '' || error.serverMessage.includes('the server could not find the requested resource'))
  );
}

/** Tells people that a cluster lacks a type. */
export function missingTypeMessage(target: ResourceType, cluster: string): string {
  return (
    `${cluster} does not serve ${qualifiedPlural(target)} (${target.version}): install its CustomResourceDefinition there, ` +
    'or take the cluster out of the placement'
  );
}
