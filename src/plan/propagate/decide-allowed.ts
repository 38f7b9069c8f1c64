import type { FederatedObject, PropagationReason } from '../../api/federated-object.ts';
import { mergeForms, type SplitForms } from '../forms/merge-forms.ts';
import { decidePlacement, type NamespacePlacement } from '../placement/choose-clusters.ts';
import type { ClusterView } from '../placement/cluster-view.ts';
import type { Policy } from '../policy/compile-policy.ts';
import { limitByPolicies, type PolicyDecision } from '../policy/limit-by-policies.ts';

export interface AllowedInput {
  readonly federated: FederatedObject;
  /** Its Placement and Override objects; absent where its type has none. */
  readonly split?: SplitForms;
  readonly clusters: readonly ClusterView[];
  readonly namespacePlacement: NamespacePlacement;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Those that select the object. */
  readonly policies: readonly Policy[];
  /** The clusters that have the object now; only policies and schedules ask. */
  readonly present: ReadonlySet<string>;
  /** Clusters that its preference leaves: they do not count against what policies allow at most. */
  readonly declined?: ReadonlySet<string>;
}

/** Why nothing can be decided. */
export interface DecisionProblem {
  readonly reason: PropagationReason;
  readonly message: string;
}

/** The clusters that placement wants and policies allow, or why that cannot be said. */
export type AllowedDecision =
  | { readonly ok: false; readonly problem: DecisionProblem }
  | {
      readonly ok: true;
      /** With what its Placement and Override objects say. */
      readonly federated: FederatedObject;
      /** Names in the placement that no cluster has. */
      readonly unknown: readonly string[];
      readonly limited: PolicyDecision;
    };

/** The steps of a decision that say where an object may be: its forms as one, its placement, the policies. */
export function decideAllowed(input: AllowedInput): AllowedDecision {
  const { clusters, namespacePlacement, scope, policies, present, declined = none } = input;
  const forms = mergeForms(input.federated, input.split ?? {});
  if (!forms.ok) return { ok: false, problem: { reason: 'ConflictingForms', message: forms.message } };
  const { federated } = forms;
  const placement = decidePlacement({ placement: federated.spec?.placement, clusters, namespacePlacement, scope });
  if (!placement.ok) return { ok: false, problem: { reason: 'ComputePlacementFailed', message: placement.message } };
  const names = new Set(placement.chosen);
  const wanted = clusters.filter(({ name }) => names.has(name) && !declined.has(name));
  const limited = limitByPolicies({ wanted, policies, present });
  const leaving = placement.chosen.filter((name) => declined.has(name));
  const chosen = leaving.length === 0 ? limited.chosen : [...limited.chosen, ...leaving];
  return { ok: true, federated, unknown: placement.unknown, limited: { ...limited, chosen } };
}

const none: ReadonlySet<string> = new Set();

/** The clusters that keep an object though policies do not allow it there any more. */
export function keptClusters({ excluded }: Pick<PolicyDecision, 'excluded'>): ReadonlySet<string> {
  return new Set(excluded.flatMap(({ cluster, kept }) => (kept === true ? [cluster] : [])));
}
