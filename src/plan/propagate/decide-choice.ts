import type { FederatedObject } from '../../api/federated-object.ts';
import { decideAllowed, keptClusters, type AllowedInput, type DecisionProblem } from './decide-allowed.ts';

/** The clusters a preference chooses from. */
export interface Choice {
  readonly allowed: readonly string[];
  /** How many of them policies allow at most; Infinity where there is no bound. */
  readonly maxClusters: number;
}

/** The choice, or why nobody can say what there is to choose from. */
export type ChoiceDecision =
  | { readonly ok: false; readonly problem: DecisionProblem }
  /** The object comes with what its Placement and Override objects say. */
  | { readonly ok: true; readonly federated: FederatedObject; readonly choice: Choice };

/** Decides which clusters a preference may choose from: those that are wanted, and allowed without a doubt. */
export function decideChoice(input: AllowedInput): ChoiceDecision {
  const policies = input.policies.map((policy) => ({ ...policy, maxClusters: Infinity }));
  const decision = decideAllowed({ ...input, policies });
  if (!decision.ok) return decision;
  const kept = keptClusters(decision.limited);
  const enforced = input.policies.filter(({ mode }) => mode === 'Enforce');
  const choice = {
    allowed: decision.limited.chosen.filter((name) => !kept.has(name)),
    maxClusters: Math.min(...enforced.map(({ maxClusters }) => maxClusters)),
  };
  return { ok: true, federated: decision.federated, choice };
}
