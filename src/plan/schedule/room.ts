import type { ClusterFacts, FreeNodes, Resources, WorkloadFacts } from './facts.ts';

/** What one replica needs of each resource; none of the amounts is 0. */
export type Needs = readonly (readonly [resource: string, amount: number])[];

/** What requests ask for. */
export function needsOf(requests: Resources): Needs {
  return Object.entries(requests).filter(([, amount]) => amount > 0);
}

/** Amounts are fractions, and 0.3 by 0.1 is a little less than 3 to a computer. */
const tolerance = 1e-9;

/** How many replicas a cluster could run, those it runs included; Infinity where nobody knows what is free. */
export function roomIn({ free }: ClusterFacts, workload: WorkloadFacts | undefined, needs: Needs): number {
  return free ? placesOn(free, needs) + (workload?.running ?? 0) : Infinity;
}

/** A replica needs all it asks for on one node: what several have left is no room for it. */
function placesOn({ nodes, free }: FreeNodes, needs: Needs): number {
  if (needs.length === 0) return Infinity;
  const places = nodes.map(() => Infinity);
  // Asked for every object and cluster: indexed loops over lists of numbers are several times as fast as what reads better.
  for (const [resource, amount] of needs) {
    const left = free[resource];
    if (!left) return 0;
    for (let group = 0; group < places.length; group++) {
      places[group] = Math.min(places[group] ?? 0, (left[group] ?? 0) / amount);
    }
  }
  let sum = 0;
  for (let group = 0; group < places.length; group++) {
    sum += (nodes[group] ?? 0) * Math.floor((places[group] ?? 0) + tolerance);
  }
  return sum;
}
