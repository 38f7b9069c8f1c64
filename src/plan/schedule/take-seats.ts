import type { Choice } from './choice.ts';
import type { LearnedLimit } from './facts.ts';
import type { ScheduleRule } from './schedule-rule.ts';
import type { Seat } from './seat.ts';
import { anyShare } from './standings.ts';
import type { Survey } from './survey-clusters.ts';

/** What bounds the seats of the chosen clusters. */
export interface SeatInput {
  readonly chosen: readonly Choice[];
  readonly rule: ScheduleRule;
  readonly survey: Survey;
  readonly limits: ReadonlyMap<string, LearnedLimit>;
}

type Bounds = Pick<Seat, 'least' | 'most'>;

const nothing: Bounds = { least: 0, most: 0 };

/** A seat for each chosen cluster, in their order. */
export function takeSeats(input: SeatInput): Seat[] {
  const { chosen, rule, survey } = input;
  const { roster, shares } = survey.standings;
  const even = rule.spread.find(({ maxSkew }) => maxSkew < Infinity);
  const groups = even && roster.groupsBy(even.label).of;
  const bounds = chosen.map((choice) => boundsOf(choice, input));
  const needed = neededOf(input, bounds);
  return chosen.map((choice, rank) => {
    const { place, name, tier } = choice;
    const { priority, weight } = shares[place] ?? anyShare;
    const { least, most } = bounds[rank] ?? nothing;
    return {
      name,
      tier,
      priority,
      weight: rule.divide?.by === 'Weight' ? weight : weightOf(choice, input),
      least,
      most,
      rank,
      held: heldAt(place, survey),
      isNeeded: needed.has(rank),
      group: groups?.[place] ?? 0,
    };
  });
}

function heldAt(place: number, { held }: Survey): number {
  return Math.max(0, held[place] ?? 0);
}

/** Where an autoscaler, or nobody that can be asked, has the say, what is there counts as it is. */
function boundsOf(choice: Choice, { survey, limits }: SeatInput): Bounds {
  const workload = survey.workloads[choice.place];
  if (workload?.isAutoscaled === true) return { least: workload.asked, most: workload.asked };
  const has = heldAt(choice.place, survey);
  if (choice.hold?.isFrozen === true) return { least: has, most: has };
  const share = survey.standings.shares[choice.place] ?? anyShare;
  // What is free is an estimate: it never takes away what was given already. What found no room does.
  const room = Math.max(has, choice.room);
  const limit = limits.size === 0 ? Infinity : (limits.get(choice.name)?.replicas ?? Infinity);
  const most = Math.min(share.most, room, limit, choice.hold ? has : Infinity);
  return { least: Math.min(share.least, most), most };
}

/** By free capacity, a cluster weighs what it has room for; where few clusters are to do, all weigh the same. */
function weightOf({ place, room }: Choice, { rule, survey }: SeatInput): number {
  if (rule.divide?.by !== 'FreeCapacity') return 1;
  const weight = Math.max(room, heldAt(place, survey));
  return weight === Infinity ? 1 : weight;
}

/** The first cluster with room in each group that has to have one. */
function neededOf({ chosen, rule, survey }: SeatInput, bounds: readonly Bounds[]): ReadonlySet<number> {
  const needed = new Set<number>();
  for (const { label, minGroups } of rule.spread) {
    if (minGroups < 2) continue;
    const { of } = survey.standings.roster.groupsBy(label);
    const groupOf = (index: number) => of[chosen[index]?.place ?? 0] ?? 0;
    const served = new Set(Array.from(needed, groupOf));
    for (let index = 0; index < chosen.length && served.size < minGroups; index++) {
      if (served.has(groupOf(index)) || (bounds[index]?.most ?? 0) < 1) continue;
      served.add(groupOf(index));
      needed.add(index);
    }
  }
  return needed;
}
