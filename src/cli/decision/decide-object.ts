import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  isNamespaceType,
  replicasPathOf,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { refOf } from '../../api/meta.ts';
import { mergeForms, type SplitForms } from '../../plan/forms/merge-forms.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { explainPlacement } from '../../plan/placement/explain-placement.ts';
import { decide, type Decision, type DecisionInput } from '../../plan/propagate/decide.ts';
import type { AllowedInput } from '../../plan/propagate/decide-allowed.ts';
import { ruledObject, type RuledObject } from '../../plan/propagate/ruled-object.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { ScheduleInForce } from '../../plan/schedule/apply-schedule.ts';
import { preferenceInForce, scheduleOf, type Preference } from '../../plan/schedule/compile-preference.ts';
import type { FederationFacts } from './federation-facts.ts';

/** One object to decide about, and what is said of it elsewhere. */
export interface ObjectFacts {
  readonly config: FederatedTypeConfig;
  readonly federated: FederatedObject;
  readonly split: SplitForms;
  readonly namespacePlacement: NamespacePlacement;
  /** The SchedulingPreferences of its namespace. */
  readonly preferences: readonly Preference[];
}

/** Why a cluster gets the object, or does not. */
export interface ClusterReason {
  /** `spec.placement`, or who keeps it out. */
  readonly by: string;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly text: string;
}

export interface ExplainedDecision {
  /** With what its Placement and Override objects say; as it is where these contradict it. */
  readonly federated: FederatedObject;
  readonly decision: Decision;
  /** One for every joined cluster; empty where nothing can be decided. */
  readonly reasons: ReadonlyMap<string, ClusterReason>;
  /** What its preference says of it; absent where none is about it. */
  readonly schedule?: ScheduleInForce;
  /** Titles of preferences that are about it as well, and do not count. */
  readonly overruled: readonly string[];
}

/** Decides about a federated object as the controllers would. */
export function decideObject(facts: FederationFacts, object: ObjectFacts): ExplainedDecision {
  const { config, federated, preferences } = object;
  const described = ruledObjectOf(config, federated);
  const selecting = preferences.filter(({ selects }) => selects(described));
  const preference = preferenceInForce(selecting, described);
  const schedule = preference && scheduleOf(preference, described.name);
  const replicasPath = replicasPathOf(config);
  const input: DecisionInput = {
    ...allowedInput(facts, object),
    target: targetResource(config),
    targetRef: targetRefOf(refOf(federated), isNamespaceType(config)),
    ...(schedule && { schedule }),
    ...(replicasPath !== undefined && { replicasPath }),
  };
  const decision = decide(input);
  const forms = mergeForms(federated, object.split);
  return {
    federated: forms.ok ? forms.federated : federated,
    decision,
    reasons: forms.ok ? explainReasons({ ...input, federated: forms.federated }, decision) : new Map(),
    ...(schedule && { schedule }),
    overruled: selecting.filter((one) => one !== preference).map(({ title }) => title),
  };
}

/** An object of a type as policies and preferences select it. */
export function ruledObjectOf(config: FederatedTypeConfig, federated: FederatedObject): RuledObject {
  return ruledObject(federated, federatedResource(config), isNamespaceType(config));
}

/** What placement and policies decide from; the object is where its status says. */
export function allowedInput(
  { views, settings, policies }: FederationFacts,
  { config, federated, split, namespacePlacement }: Omit<ObjectFacts, 'preferences'>,
): AllowedInput {
  const described = ruledObjectOf(config, federated);
  return {
    federated,
    split,
    clusters: views,
    namespacePlacement,
    scope: settings.scope,
    policies: policies.filter(({ selects }) => selects(described)),
    present: clustersThatHave(federated),
  };
}

/**
 * Who has the last word about a cluster is named: the placement, then policies, then the preference. The federated object
 * comes with what its Placement and Override objects say.
 */
function explainReasons(input: DecisionInput, decision: Decision): ReadonlyMap<string, ClusterReason> {
  const reasons = new Map<string, ClusterReason>();
  const { metadata, spec } = input.federated;
  const explained = explainPlacement({ ...input, placement: spec?.placement }, metadata.namespace ?? '');
  if (explained.ok)
    for (const [cluster, { code, text }] of explained.reasons)
      reasons.set(cluster, { by: 'spec.placement', reason: code, text });
  if (input.schedule)
    for (const cluster of decision.chosen.keys()) reasons.set(cluster, scheduledReason(input.schedule, cluster));
  for (const { cluster, by, reason, message } of decision.left) reasons.set(cluster, { by, reason, text: message });
  for (const { cluster, by, reason, message, kept } of decision.excluded) {
    reasons.set(cluster, { by, reason, text: kept ? `kept, though not allowed any more: ${message}` : message });
  }
  return reasons;
}

/** Why a cluster has it that a preference has a say about. */
function scheduledReason({ title: by, decision, fault }: ScheduleInForce, cluster: string): ClusterReason {
  const taken = decision?.taken.find(({ clusters }) => clusters.includes(cluster));
  if (taken) return { by, reason: taken.reason, text: taken.message };
  const since = fault === undefined ? 'nothing has been decided about it yet' : `that cannot be followed: ${fault}`;
  return { by, reason: 'Kept', text: `it has it, and keeps it: ${since}` };
}

/** As the status tells. */
function clustersThatHave({ status }: FederatedObject): ReadonlySet<string> {
  const there = (status?.clusters ?? []).filter(({ status: wrong, version }) => version !== undefined || !wrong);
  return new Set(there.map(({ name }) => name));
}
