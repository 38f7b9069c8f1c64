import type { Choice } from './choice.ts';
import type { LearnedLimit, WorkloadFacts } from './facts.ts';
import type { ScheduleRule, ShareRule, SpreadRule } from './schedule-rule.ts';
import type { Seat } from './seat.ts';
import { valueOf } from './select-clusters.ts';

/** What bounds the seats of the chosen clusters. */
export interface SeatInput {
  readonly chosen: readonly Choice[];
  readonly rule: ScheduleRule;
  readonly held: ReadonlyMap<string, number>;
  readonly limits: ReadonlyMap<string, LearnedLimit>;
  readonly workloads: ReadonlyMap<string, WorkloadFacts>;
}

const anyShare: ShareRule = { has: () => true, least: 0, most: Infinity, weight: 1, priority: 0 };

/** A seat for each chosen cluster, in their order. */
export function takeSeats(input: SeatInput): Seat[] {
  const even = input.rule.spread.find(({ maxSkew }) => maxSkew < Infinity);
  const bounds = input.chosen.map((choice) => boundsOf(choice, input));
  const needed = neededOf(input.chosen, bounds, input.rule.spread);
  return input.chosen.map((choice, rank) => {
    const share = shareOf(choice, input.rule);
    return {
      name: choice.cluster.name,
      tier: choice.tier,
      priority: share.priority,
      weight: input.rule.divide?.by === 'Weight' ? share.weight : weightOf(choice, input),
      ...(bounds[rank] ?? { least: 0, most: 0 }),
      rank,
      held: input.held.get(choice.cluster.name) ?? 0,
      isNeeded: needed.has(choice),
      group: even ? valueOf(choice, even.label) : '',
    };
  });
}

/** Where an autoscaler, or nobody that can be asked, has the say, what is there counts as it is. */
function boundsOf(choice: Choice, { rule, held, limits, workloads }: SeatInput): { least: number; most: number } {
  const { name } = choice.cluster;
  const workload = workloads.get(name);
  if (workload?.isAutoscaled === true) return { least: workload.asked, most: workload.asked };
  const has = held.get(name) ?? 0;
  if (choice.hold?.isFrozen === true) return { least: has, most: has };
  const share = shareOf(choice, rule);
  // What is free is an estimate: it never takes away what was given already. What found no room does.
  const room = Math.max(has, choice.room);
  const most = Math.min(share.most, room, limits.get(name)?.replicas ?? Infinity, choice.hold ? has : Infinity);
  return { least: Math.min(share.least, most), most };
}

function shareOf({ cluster }: Choice, { divide }: ScheduleRule): ShareRule {
  return divide?.shares.find(({ has }) => has(cluster)) ?? anyShare;
}

/** By free capacity, a cluster weighs what it has room for; where few clusters are to do, all weigh the same. */
function weightOf({ cluster, room }: Choice, { rule, held }: SeatInput): number {
  if (rule.divide?.by !== 'FreeCapacity') return 1;
  const weight = Math.max(room, held.get(cluster.name) ?? 0);
  return weight === Infinity ? 1 : weight;
}

/** The first cluster with room in each group that has to have one. */
function neededOf(
  chosen: readonly Choice[],
  bounds: readonly { readonly most: number }[],
  spread: readonly SpreadRule[],
): ReadonlySet<Choice> {
  const needed = new Set<Choice>();
  for (const { label, minGroups } of spread) {
    if (minGroups < 2) continue;
    const served = new Set(Array.from(needed, (choice) => valueOf(choice, label)));
    for (const [index, choice] of chosen.entries()) {
      const value = valueOf(choice, label);
      if (served.size >= minGroups) break;
      if (served.has(value) || (bounds[index]?.most ?? 0) < 1) continue;
      served.add(value);
      needed.add(choice);
    }
  }
  return needed;
}
