import { isDeepStrictEqual } from 'node:util';
import type { FederatedObject } from '../../api/federated-object.ts';
import { refOf } from '../../api/meta.ts';
import { deleteOptionAnnotation, orphanAnnotation, syncFinalizer } from '../../api/names.ts';
import { decide, isIntent, type Decision, type DecisionInput } from '../../plan/propagate/decide.ts';
import { parseDeleteOptions, type ParsedDeleteOptions } from '../../plan/propagate/delete-options.ts';
import type { Aim } from './aim.ts';

/**
 * What is to become of one federated object: spread as decided, removed everywhere, let go of everywhere
 * (orphaning), or nothing known of it at all (a stray in some member).
 */
export type ObjectPlan =
  | { readonly mode: 'spread'; readonly decision: Decision }
  | { readonly mode: 'remove'; readonly decision: Decision; readonly options: ParsedDeleteOptions }
  | { readonly mode: 'release'; readonly decision: Decision }
  | { readonly mode: 'stray' };

/** Makes the plan of one object from what is known of it now. */
export function planObject(input: DecisionInput): ObjectPlan {
  const decision = decide(input);
  const { annotations, deletionTimestamp } = input.federated.metadata;
  if (deletionTimestamp === undefined) return { mode: 'spread', decision };
  if (annotations?.[orphanAnnotation] === 'true') return { mode: 'release', decision };
  return { mode: 'remove', decision, options: parseDeleteOptions(annotations?.[deleteOptionAnnotation]) };
}

/** What a plan aims at in one cluster. */
export function aimIn(plan: ObjectPlan, cluster: string): Aim {
  if (plan.mode === 'stray' || plan.mode === 'release') return { kind: 'released' };
  if (plan.mode === 'remove') {
    if (!plan.options.ok) return { kind: 'unknown' };
    return { kind: 'absent', verify: plan.decision.chosen.has(cluster), options: plan.options.options };
  }
  if (plan.decision.problem) return { kind: 'unknown' };
  const intent = plan.decision.chosen.get(cluster);
  if (intent === undefined) {
    return plan.decision.barred.has(cluster) ? { kind: 'barred' } : { kind: 'absent', verify: false, options: {} };
  }
  return isIntent(intent) ? { kind: 'present', intent } : { kind: 'problem', problem: intent };
}

/** Whether a plan made for `before` is not the plan for `after`: status and versions do not count; labels do, since policies select by them. */
export function needsNewPlan(before: FederatedObject, after: FederatedObject): boolean {
  const [a, b] = [before.metadata, after.metadata];
  return (
    a.uid !== b.uid ||
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    !isDeepStrictEqual(a.annotations, b.annotations) ||
    !isDeepStrictEqual(a.labels, b.labels)
  );
}

/** Whether somebody took the finalizer away that keeps an object until its clusters are rid of it. */
export function lostFinalizer(before: FederatedObject, after: FederatedObject): boolean {
  return hasFinalizer(before) && !hasFinalizer(after) && after.metadata.deletionTimestamp === undefined;
}

function hasFinalizer({ metadata }: FederatedObject): boolean {
  return metadata.finalizers?.includes(syncFinalizer) ?? false;
}

/** Whether a federated object lies where it means something: FederatedNamespace x must lie in namespace x. */
export function liesInItsNamespace(federated: FederatedObject): boolean {
  const { namespace, name } = refOf(federated);
  return namespace === name;
}
