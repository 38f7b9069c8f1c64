import type { Candidate, Hold } from './candidate.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** A cluster that every filter let through. */
export interface Choice extends Candidate {
  readonly hold: Hold | undefined;
  readonly score: number;
  /** Decides among equals, differently for each object. */
  readonly rank: number;
}

/**
 * Sorts the best first. Unless what runs may be moved, clusters that have the object come before all others. If it may,
 * it does not matter where it runs: else one decision would ask for the next. Ranks do not change when others come and
 * go, so that little moves even then.
 */
export function orderChoices(choices: Choice[], rule: ScheduleRule, mayMove: boolean): Choice[] {
  const byRoom = rule.divide?.by === 'FewestClusters';
  return choices.sort((a, b) => {
    const byHeld = Number(b.isHeld) - Number(a.isHeld);
    if (!mayMove && byHeld !== 0) return byHeld;
    if (a.tier !== b.tier) return a.tier - b.tier;
    if (a.score !== b.score) return b.score - a.score;
    if (byRoom && a.room !== b.room) return b.room > a.room ? 1 : -1;
    return a.rank - b.rank || (a.cluster.name < b.cluster.name ? -1 : 1);
  });
}
