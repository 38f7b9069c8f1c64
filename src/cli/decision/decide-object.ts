import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  isNamespaceType,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { refOf } from '../../api/meta.ts';
import { mergeForms, type SplitForms } from '../../plan/forms/merge-forms.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { explainPlacement } from '../../plan/placement/explain-placement.ts';
import { decide, type Decision, type DecisionInput } from '../../plan/propagate/decide.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { FederationFacts } from './federation-facts.ts';

/** One object to decide about, and what is said of it elsewhere. */
export interface ObjectFacts {
  readonly config: FederatedTypeConfig;
  readonly federated: FederatedObject;
  readonly split: SplitForms;
  readonly namespacePlacement: NamespacePlacement;
}

/** Why a cluster gets the object, or does not. */
export interface ClusterReason {
  /** `spec.placement`, or who keeps it out. */
  readonly by: string;
  readonly text: string;
}

export interface ExplainedDecision {
  readonly decision: Decision;
  /** One for every joined cluster; empty where nothing can be decided. */
  readonly reasons: ReadonlyMap<string, ClusterReason>;
}

/** Decides about a federated object as the controllers would. */
export function decideObject(facts: FederationFacts, object: ObjectFacts): ExplainedDecision {
  const { config, federated, split, namespacePlacement } = object;
  const isNamespace = isNamespaceType(config);
  const { namespace } = refOf(federated);
  const { labels = {} } = federated.metadata;
  const selectable = { kind: federatedResource(config).kind, namespace, labels, isNamespace };
  const input: DecisionInput = {
    federated,
    split,
    target: targetResource(config),
    targetRef: targetRefOf(refOf(federated), isNamespace),
    clusters: facts.clusters.map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} })),
    namespacePlacement,
    scope: facts.settings.scope,
    policies: facts.policies.filter(({ selects }) => selects(selectable)),
    present: clustersThatHave(federated),
  };
  const decision = decide(input);
  return { decision, reasons: explainReasons(input, decision) };
}

function explainReasons(input: DecisionInput, decision: Decision): ReadonlyMap<string, ClusterReason> {
  const reasons = new Map<string, ClusterReason>();
  const forms = mergeForms(input.federated, input.split ?? {});
  if (!forms.ok) return reasons;
  const { metadata, spec } = forms.federated;
  const explained = explainPlacement({ ...input, placement: spec?.placement }, metadata.namespace ?? '');
  if (explained.ok)
    for (const [cluster, { text }] of explained.reasons) reasons.set(cluster, { by: 'spec.placement', text });
  for (const { cluster, by, message, kept } of decision.excluded) {
    reasons.set(cluster, { by, text: kept ? `kept, though not allowed any more: ${message}` : message });
  }
  return reasons;
}

/** As the status tells. */
function clustersThatHave({ status }: FederatedObject): ReadonlySet<string> {
  const there = (status?.clusters ?? []).filter(({ status: wrong, version }) => version !== undefined || !wrong);
  return new Set(there.map(({ name }) => name));
}
