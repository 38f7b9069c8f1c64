import type { FederatedObject } from '../api/federated-object.ts';
import {
  federatedResource,
  isNamespaceType,
  targetResource,
  type FederatedTypeConfig,
} from '../api/federated-type-config.ts';
import { refOf } from '../api/meta.ts';
import { mergeForms, type MergedForms } from '../plan/forms/merge-forms.ts';
import type { NamespacePlacement } from '../plan/placement/choose-clusters.ts';
import { explainPlacement } from '../plan/placement/explain-placement.ts';
import { decide, type Decision } from '../plan/propagate/decide.ts';
import { targetRefOf } from '../plan/propagate/target-ref.ts';
import type { Host } from './host.ts';
import { readPolicies } from './plan/read-policies.ts';
import type { PlacementFacts } from './status/cluster-rows.ts';
import { readPlacementFacts } from './status/read-objects.ts';
import { readSplitForms } from './status/read-split.ts';

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

/**
 * Decides about a federated object as the controllers would, from what the host says now; namespacePlacement stands in for
 * what the host says of the namespace.
 */
export async function readDecision(
  host: Host,
  config: FederatedTypeConfig,
  federated: FederatedObject,
  standIn: (known: NamespacePlacement) => NamespacePlacement | Promise<NamespacePlacement> = (known) => known,
): Promise<ExplainedDecision> {
  const { namespace } = refOf(federated);
  const [known, split] = await Promise.all([
    readPlacementFacts(host, config, namespace),
    readSplitForms(host.client, config, refOf(federated)),
  ]);
  const facts = { ...known, namespacePlacement: await standIn(known.namespacePlacement) };
  const isNamespace = isNamespaceType(config);
  const { labels = {} } = federated.metadata;
  const selectable = { kind: federatedResource(config).kind, namespace, labels, isNamespace };
  const policies = (await readPolicies(host, facts.scope)).filter(({ selects }) => selects(selectable));
  const target = targetResource(config);
  const targetRef = targetRefOf(refOf(federated), isNamespace);
  const present = clustersThatHave(federated);
  const decision = decide({ ...facts, policies, present, federated, split, target, targetRef });
  return { decision, reasons: explainReasons(mergeForms(federated, split), facts, decision) };
}

function explainReasons(
  forms: MergedForms,
  facts: PlacementFacts,
  decision: Decision,
): ReadonlyMap<string, ClusterReason> {
  const reasons = new Map<string, ClusterReason>();
  if (!forms.ok) return reasons;
  const { metadata, spec } = forms.federated;
  const explained = explainPlacement({ ...facts, placement: spec?.placement }, metadata.namespace ?? '');
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
