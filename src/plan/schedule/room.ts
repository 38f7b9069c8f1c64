import type { ClusterFacts, Resources, WorkloadFacts } from './facts.ts';

/** How many replicas what is free has places for; Infinity where they need nothing. */
function placesIn(free: Resources, requests: Resources): number {
  let places = Infinity;
  for (const [resource, request] of Object.entries(requests)) {
    if (request <= 0) continue;
    places = Math.min(places, Math.max(0, Math.floor((free[resource] ?? 0) / request)));
  }
  return places;
}

/** How many replicas a cluster could run, those it runs included; Infinity where nobody knows what is free. */
export function roomIn({ free }: ClusterFacts, workload: WorkloadFacts | undefined, requests: Resources): number {
  return free ? (workload?.running ?? 0) + placesIn(free, requests) : Infinity;
}
