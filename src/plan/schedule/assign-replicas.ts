import type { ReplicaSchedulingPreferenceSpec } from '../../api/replica-scheduling-preference.ts';
import type { ReplicaCount } from './count-replicas.ts';
import { divideReplicas, type ReplicaCounts } from './divide-replicas.ts';
import { preferencesFor } from './replica-preference.ts';

export interface AssignmentInput {
  /** `namespace/name` of the preference and of what it is about. */
  readonly key: string;
  readonly preference: ReplicaSchedulingPreferenceSpec;
  readonly candidates: readonly string[];
  /** What candidates have; one that has nothing is left out. */
  readonly counts: ReadonlyMap<string, ReplicaCount>;
  /** What clusters are to have at present: what a candidate has beyond that is on its way out. */
  readonly assigned: ReplicaCounts;
  /** What clusters of which too little is known keep for now; none of them is a candidate. */
  readonly held: ReplicaCounts;
}

/**
 * Decides how many replicas each candidate gets: its part of the total, and what it would have beyond its room, so that
 * it is seen when room comes. A minimum is asked for whether there is room or not: else it would be forgotten that there
 * is none as soon as less is asked for. What is held comes off the total first, and is part of the answer.
 */
export function assignReplicas(input: AssignmentInput): ReplicaCounts {
  const { key, preference, candidates, counts, held, assigned } = input;
  const total = preference.totalReplicas - sum(held);
  const preferences = preferencesFor(preference.clusters, candidates);
  const { replicas, overflow } = divideReplicas({
    key,
    total,
    clusters: candidates,
    preferences,
    rebalance: preference.rebalance === true,
    current: new Map(
      Array.from(counts, ([name, { current }]) => [name, Math.min(current, assigned.get(name) ?? Infinity)]),
    ),
    capacity: new Map(
      Array.from(counts).flatMap(([name, { capacity }]) => (capacity === undefined ? [] : [[name, capacity]])),
    ),
  });
  const given = Array.from(replicas, ([name, count]) => {
    const isFull = counts.get(name)?.capacity !== undefined;
    const least = isFull ? Math.min(preferences.get(name)?.least ?? 0, total) : 0;
    return [name, Math.max(count + (overflow.get(name) ?? 0), least)] as const;
  });
  return new Map([...held, ...given]);
}

function sum(counts: ReplicaCounts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
