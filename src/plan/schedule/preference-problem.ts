import type { ResourceType } from '../../api/meta.ts';
import type { CompiledPreference } from './compile-preference.ts';

/** A type as preferences ask for it. */
export interface SchedulableType {
  /** Of its FederatedTypeConfig. */
  readonly name: string;
  readonly target: Pick<ResourceType, 'kind'>;
  /** JSON Pointer to the replicas of a target object; undefined where they cannot be divided. */
  readonly replicasPath: string | undefined;
}

/** Why a preference that makes sense cannot be followed with the types there are; type is that of its target, if it is federated. */
export function preferenceProblem(
  { kind, rule }: Pick<CompiledPreference, 'kind' | 'rule'>,
  type: SchedulableType | undefined,
): string | undefined {
  if (!type) return `spec.target.kind is ${kind}, and no type is federated as that`;
  if (!rule.divide || type.replicasPath !== undefined) return undefined;
  const what = `nobody knows where a ${type.target.kind} has its replicas`;
  return `${what}: set spec.replicasPath in the FederatedTypeConfig ${type.name}`;
}
