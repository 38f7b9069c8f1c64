import type { Why } from './candidate.ts';
import type { Choice } from './choice.ts';
import type { Ordering } from './ordering.ts';
import { Pick } from './pick.ts';
import type { ScheduleRule, SpreadRule } from './schedule-rule.ts';

/** Which clusters are taken, in their order. */
export interface Selection {
  readonly chosen: readonly Choice[];
  /** Why a cluster that could have been chosen was not, by its place. */
  readonly whyNot: (place: number) => Why;
  /** What is missing for the spread that is asked for; then nothing should be done with the rest. */
  readonly shortfall?: string;
}

/**
 * Selects clusters, the best of which come first, as spread and maxClusters ask for. Each spread keeps to the groups
 * that come first; the spreads count in their order. What runs is let go only where there is no other way.
 */
export function selectClusters(ordered: Ordering, rule: ScheduleRule): Selection {
  const kept = ordered.mayMove ? undefined : select(ordered, rule, true);
  return kept && kept.shortfall === undefined ? kept : select(ordered, rule, false);
}

/** The selection where what is asked for cannot be had. */
export function fallShort(shortfall: string): Selection {
  const why: Why = { reason: 'Unschedulable', message: shortfall };
  return { chosen: [], whyNot: () => why, shortfall };
}

function select(ordered: Ordering, rule: ScheduleRule, keepsHeld: boolean): Selection {
  const { bounds, shortfall } = keepToGroups(ordered, rule.spread);
  if (shortfall !== undefined) return fallShort(shortfall);
  const picked = new Pick(ordered, rule, (place) => bounds.every((bound) => bound.has(place)));
  if (keepsHeld) picked.takeHeld();
  picked.takeForSpread();
  picked.fill();
  const missed = picked.missed();
  if (missed) return fallShort(missing(missed.spread, missed.found));
  const why = picked.whyNoMore();
  return {
    chosen: picked.chosen(),
    whyNot: (place) => bounds.find((bound) => !bound.has(place))?.why ?? why,
  };
}

/** The groups of a label that come first. */
interface GroupBound {
  readonly has: (place: number) => boolean;
  /** Why clusters beyond are not taken. */
  readonly why: Why;
}

/** Draws the bounds of maxGroups. */
function keepToGroups(
  ordered: Ordering,
  spread: readonly SpreadRule[],
): { readonly bounds: readonly GroupBound[]; readonly shortfall?: string } {
  const bounds: GroupBound[] = [];
  for (const rule of spread) {
    const { label, minGroups, maxGroups } = rule;
    const { of, count } = ordered.survey.standings.roster.groupsBy(label);
    const isKept = new Uint8Array(count);
    // Where all groups may be used, it is enough to see that there are as many as there have to be.
    const wanted = maxGroups === Infinity ? minGroups : maxGroups;
    let found = 0;
    for (let index = 0; found < wanted; index++) {
      const choice = ordered.at(index);
      if (!choice) break;
      const group = of[choice.place] ?? 0;
      if (isKept[group] === 1 || !bounds.every((bound) => bound.has(choice.place))) continue;
      isKept[group] = 1;
      found += 1;
    }
    if (found < minGroups) return { bounds, shortfall: missing(rule, found) };
    if (maxGroups === Infinity) continue;
    const message = `${formatGroups(maxGroups)} of ${label} are enough`;
    bounds.push({ has: (place) => isKept[of[place] ?? 0] === 1, why: { reason: 'EnoughGroups', message } });
  }
  return { bounds };
}

function missing({ label, minGroups }: SpreadRule, found: number): string {
  return `clusters in ${formatGroups(minGroups)} of ${label} are wanted, and there are only ${found}`;
}

function formatGroups(count: number): string {
  return `${count} ${count === 1 ? 'group' : 'groups'}`;
}
