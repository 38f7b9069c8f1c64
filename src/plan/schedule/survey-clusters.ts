import type { Hold, Verdict, Why } from './candidate.ts';
import type { WorkloadFacts } from './facts.ts';
import { filterCapacity, filterCluster } from './filter-clusters.ts';
import { needsOf } from './room.ts';
import type { Roster } from './roster.ts';
import type { ScheduleInput } from './schedule-input.ts';
import { standingsOf, type Standings } from './standings.ts';

/** What there is to choose from for one object. Lists are by the place of a cluster in the roster. */
export interface Survey {
  readonly standings: Standings;
  readonly workloads: readonly (WorkloadFacts | undefined)[];
  /** What it has been given; negative where it has nothing of the object. */
  readonly held: Float64Array;
  /** How many replicas it could run, those it runs included; Infinity where that is not known. */
  readonly rooms: Float64Array;
  /** 1 where every filter lets it through. */
  readonly isOpen: Uint8Array;
  /** 1 where it has the object, or is to get it back. */
  readonly isHeld: Uint8Array;
  /** Why it keeps what it has and gets no more. */
  readonly holds: ReadonlyMap<number, Hold>;
  /** Why it is not open. */
  readonly refusals: readonly (Why | undefined)[];
}

/** Asks the filters about every cluster; returning are those to get back what they had. */
export function surveyClusters(input: ScheduleInput, roster: Roster, returning: ReadonlyMap<string, number>): Survey {
  const { rule } = input;
  const standings = standingsOf(rule, roster);
  const size = roster.clusters.length;
  const workloads = workloadsIn(input, roster);
  const held = heldIn(input, roster, workloads);
  const rooms = roomsIn(roster.placesFor(needsOf(input.requests)), workloads);
  const isOpen = new Uint8Array(size);
  const isHeld = new Uint8Array(size);
  const holds = new Map<number, Hold>();
  const refusals: (Why | undefined)[] = [...standings.refusals];
  for (let place = 0; place < size; place++) {
    const holdsIt = (held[place] ?? -1) >= 0;
    if (holdsIt) isHeld[place] = 1;
    else if (standings.refusals[place]) continue;
    const capacity = { room: rooms[place] ?? 0, isKnown: roster.knowsFree[place] === 1, isHeld: holdsIt };
    const soFar = holdsIt ? verdictOnHolder(place, standings, input) : undefined;
    const verdict = soFar?.kind === 'leave' ? soFar : filterCapacity(soFar, capacity, rule);
    if (verdict?.kind === 'hold') holds.set(place, verdict);
    if (verdict?.kind === 'leave') refusals[place] = verdict;
    else {
      isOpen[place] = 1;
      refusals[place] = undefined;
    }
  }
  for (const name of returning.keys()) isHeld[roster.placeOf(name) ?? size] = 1;
  return { standings, workloads, held, rooms, isOpen, isHeld, holds, refusals };
}

/** Whoever could come in may stay. */
function verdictOnHolder(place: number, { refusals, tiers, roster }: Standings, { rule, now }: ScheduleInput): Verdict {
  const cluster = roster.clusters[place];
  if (!refusals[place] || !cluster) return undefined;
  return filterCluster({ cluster, tier: tiers[place] ?? -1, isHeld: true, now }, rule);
}

function workloadsIn({ workloads }: ScheduleInput, roster: Roster): (WorkloadFacts | undefined)[] {
  const listed: (WorkloadFacts | undefined)[] = [];
  listed.length = roster.clusters.length;
  let guess = 0;
  for (const [name, workload] of workloads) {
    const place = roster.placeOf(name, guess);
    if (place === undefined) continue;
    listed[place] = workload;
    guess = place + 1;
  }
  return listed;
}

/** Those it runs included. */
function roomsIn(places: Float64Array, workloads: readonly (WorkloadFacts | undefined)[]): Float64Array {
  const rooms = places.slice();
  for (const [place, workload] of workloads.entries()) {
    if (workload) rooms[place] = (rooms[place] ?? 0) + workload.running;
  }
  return rooms;
}

/**
 * What clusters have been given, or run already where nothing was decided before; a workload that runs nothing does not
 * count then where replicas are divided.
 */
function heldIn(
  { previous, rule }: ScheduleInput,
  roster: Roster,
  workloads: readonly (WorkloadFacts | undefined)[],
): Float64Array {
  const held = new Float64Array(roster.clusters.length).fill(-1);
  if (!previous) {
    for (const [place, workload] of workloads.entries()) {
      if (workload && (!rule.divide || workload.asked > 0)) held[place] = workload.asked;
    }
    return held;
  }
  let guess = 0;
  for (const { cluster, replicas } of previous.taken) {
    const place = roster.placeOf(cluster, guess);
    if (place === undefined) continue;
    held[place] = replicas ?? workloads[place]?.asked ?? 0;
    guess = place + 1;
  }
  return held;
}
