import { decideAllowed, keptClusters, type AllowedInput } from './decide-allowed.ts';

/** The clusters a preference chooses from. */
export interface Choice {
  readonly allowed: readonly string[];
  /** How many of them policies allow at most; Infinity where there is no bound. */
  readonly maxClusters: number;
}

/** The clusters that a preference may choose from: wanted, and allowed without a doubt; undefined where that cannot be said. */
export function decideChoice(input: AllowedInput): Choice | undefined {
  const policies = input.policies.map((policy) => ({ ...policy, maxClusters: Infinity }));
  const decision = decideAllowed({ ...input, policies });
  if (!decision.ok) return undefined;
  const kept = keptClusters(decision.limited);
  const enforced = input.policies.filter(({ mode }) => mode === 'Enforce');
  return {
    allowed: decision.limited.chosen.filter((name) => !kept.has(name)),
    maxClusters: Math.min(...enforced.map(({ maxClusters }) => maxClusters)),
  };
}
