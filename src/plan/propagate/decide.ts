import type { Exclusion, FederatedObject } from '../../api/federated-object.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import type { PatchOperation } from '../../base/json-patch.ts';
import { applyOverrides } from '../override/apply-overrides.ts';
import { parseOverrides } from '../override/parse-overrides.ts';
import type { ClusterView } from '../placement/cluster-view.ts';
import { hasOthers, nameOthers } from '../schedule/others-left.ts';
import {
  applySchedule,
  leftClusters,
  type AppliedSchedule,
  type ClusterReplicas,
  type ScheduleInForce,
} from '../schedule/apply-schedule.ts';
import {
  composeTemplate,
  sealIntent,
  type ComposedTemplate,
  type Intent,
  type TemplateWarning,
} from './compose-intent.ts';
import { decideAllowed, keptClusters, type AllowedInput, type DecisionProblem } from './decide-allowed.ts';
import { decideChoice } from './decide-choice.ts';
import { decideRetention, usualReplicasPath } from './retain.ts';
import { withReplicas } from './with-replicas.ts';

export interface DecisionInput extends AllowedInput {
  readonly target: ResourceType;
  /** Where the object goes in each cluster; differs from the federated object's own place for namespaces only. */
  readonly targetRef: ObjectRef;
  /** What its preference says of it; absent where none is about it. */
  readonly schedule?: ScheduleInForce;
  /** JSON Pointer to the replicas of a target object; absent where they cannot be divided. */
  readonly replicasPath?: string;
}

/** Why a cluster that was chosen cannot get the object. */
export interface IntentProblem {
  readonly status: 'ComputeResourceFailed' | 'ApplyOverridesFailed';
  readonly message: string;
}

export type ClusterIntent = Intent | IntentProblem;

/**
 * What should be where. With a problem nothing may be written or deleted anywhere.
 * Clusters that are not in chosen should not have the object.
 */
export interface Decision {
  readonly problem?: DecisionProblem;
  /** Set when placement says none because the namespace is not federated. */
  readonly namespaceNotFederated: boolean;
  readonly chosen: ReadonlyMap<string, ClusterIntent>;
  /** Clusters that are wanted and not allowed, sorted; some are chosen all the same, and marked so. */
  readonly excluded: readonly Exclusion[];
  /** Clusters that are allowed, and that its preference does not take; in the order of the clusters given. */
  readonly left: readonly Exclusion[];
  /** Clusters out of these not known to have the object: what is found there is left alone until it is decided anew. */
  readonly barred: ReadonlySet<string>;
  readonly warnings: readonly TemplateWarning[];
  /** For people: what was said but means nothing, such as a cluster that is not joined. */
  readonly notes: readonly string[];
}

const nowhere: Pick<Decision, 'chosen' | 'excluded' | 'left' | 'barred'> = {
  chosen: new Map(),
  excluded: [],
  left: [],
  barred: new Set(),
};

/** Decides for one federated object which clusters should have which object. Pure: same input, same decision. */
export function decide(input: DecisionInput): Decision {
  const schedule = namingOthers(input);
  const allowed = decideAllowed({ ...input, declined: leftClusters(schedule) });
  if (!allowed.ok) {
    return { problem: allowed.problem, namespaceNotFederated: false, ...nowhere, warnings: [], notes: [] };
  }
  const { federated, unknown, limited } = allowed;
  const { clusters, namespacePlacement, scope, present } = input;
  const scheduled = applySchedule({ allowed: limited.chosen, schedule, present, kept: keptClusters(limited) });
  const composed = composeTemplate(federated, input.target, input.targetRef);
  const overrides = parseOverrides(federated.spec?.overrides);
  return {
    namespaceNotFederated: namespacePlacement.kind === 'missing' && scope === 'Cluster',
    chosen: intentsFor(scheduled, composed, overrides, { ...input, federated }),
    excluded: limited.excluded,
    left: scheduled.left,
    barred: new Set([...limited.barred, ...scheduled.barred]),
    warnings: composed.ok ? composed.warnings : [],
    notes: [...notesOn(unknown, overrides, clusters), ...limited.notes, ...scheduled.notes],
  };
}

/** The schedule with the names of all clusters that it leaves. */
function namingOthers(input: DecisionInput): ScheduleInForce | undefined {
  const { schedule } = input;
  if (!schedule?.decision || !hasOthers(schedule.decision)) return schedule;
  const decision = decideChoice(input);
  return { ...schedule, decision: nameOthers(schedule.decision, decision.ok ? decision.choice.allowed : []) };
}

/** Whether a cluster's part of a decision is an object to have, rather than a problem. */
export function isIntent(intent: ClusterIntent | undefined): intent is Intent {
  return intent !== undefined && 'hash' in intent;
}

function intentsFor(
  { chosen, replicas }: AppliedSchedule,
  composed: ComposedTemplate,
  overrides: ReturnType<typeof parseOverrides>,
  input: DecisionInput,
): Map<string, ClusterIntent> {
  const intents = new Map<string, ClusterIntent>();
  /** Those without overrides, by replicas: made once for all clusters. */
  const common = new Map<ClusterReplicas | undefined, ClusterIntent>();
  for (const cluster of chosen) {
    if (!composed.ok) intents.set(cluster, { status: 'ComputeResourceFailed', message: composed.message });
    else if (!overrides.ok) intents.set(cluster, { status: 'ApplyOverridesFailed', message: overrides.message });
    else {
      const [operations, count] = [overrides.overrides.get(cluster), replicas.get(cluster)];
      const intent = (!operations && common.get(count)) || intentOf(composed, count, operations ?? [], input);
      if (!operations) common.set(count, intent);
      intents.set(cluster, intent);
    }
  }
  return intents;
}

function intentOf(
  composed: ComposedTemplate & { ok: true },
  replicas: ClusterReplicas | undefined,
  operations: readonly PatchOperation[],
  { federated, target, targetRef, replicasPath }: DecisionInput,
): ClusterIntent {
  const divided = withReplicas(composed.object, replicasPath, replicas);
  if (!divided.ok) return { status: 'ComputeResourceFailed', message: divided.message };
  const result = applyOverrides(divided.object, operations);
  if (!result.ok) return { status: 'ApplyOverridesFailed', message: result.message };
  const retained = retainedPath(federated, replicas, replicasPath);
  const retention = decideRetention(divided.object, target, retained, operations);
  const sealed = sealIntent(result.value, target, targetRef, retention);
  return 'hash' in sealed ? sealed : { status: 'ApplyOverridesFailed', message: sealed.message };
}

/** Where the replicas are that are left to the cluster, because its users or its preference say so. */
function retainedPath(
  { spec }: FederatedObject,
  replicas: ClusterReplicas | undefined,
  replicasPath: string | undefined,
): string | undefined {
  if (replicas === 'its own') return replicasPath;
  return spec?.retainReplicas === true ? usualReplicasPath : undefined;
}

function notesOn(
  unknown: readonly string[],
  overrides: ReturnType<typeof parseOverrides>,
  clusters: readonly ClusterView[],
): string[] {
  const notes: string[] = [];
  if (unknown.length > 0) notes.push(`spec.placement names clusters that are not joined: ${unknown.join(', ')}`);
  if (!overrides.ok || overrides.overrides.size === 0) return notes;
  const joined = new Set(clusters.map(({ name }) => name));
  const strays = [...overrides.overrides.keys()].filter((name) => !joined.has(name) && !unknown.includes(name)).sort();
  if (strays.length > 0) notes.push(`spec.overrides names clusters that are not joined: ${strays.join(', ')}`);
  return notes;
}
