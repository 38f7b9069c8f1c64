import type { ClusterFacts, Resources, WorkloadFacts } from './facts.ts';

/** What one replica needs of each resource; none of the amounts is 0. */
export type Needs = readonly (readonly [resource: string, amount: number])[];

/** What requests ask for. */
export function needsOf(requests: Resources): Needs {
  return Object.entries(requests).filter(([, amount]) => amount > 0);
}

/** How many replicas a cluster could run, those it runs included; Infinity where nobody knows what is free. */
export function roomIn({ free }: ClusterFacts, workload: WorkloadFacts | undefined, needs: Needs): number {
  if (!free) return Infinity;
  let places = Infinity;
  for (const [resource, amount] of needs) {
    places = Math.min(places, Math.max(0, Math.floor((free[resource] ?? 0) / amount)));
  }
  return places + (workload?.running ?? 0);
}
