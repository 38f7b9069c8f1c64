import type { Why } from './candidate.ts';
import type { Ordering } from './ordering.ts';
import type { ScheduleRule } from './schedule-rule.ts';
import { fallShort, selectClusters, type Selection } from './select-clusters.ts';

/** The clusters that are taken, or what is missing for it. */
export interface GroupChoice extends Selection {
  /** The group that is used, where only one is. */
  readonly group?: string;
}

/**
 * Chooses a group and selects clusters of it: the first group that has what is asked for, but the one that is used as
 * long as that one has it too, unless what runs may be moved. Groups that spill over are one. Former is the group that
 * was used last.
 */
export function chooseGroup(ordered: Ordering, rule: ScheduleRule, former: string | undefined): GroupChoice {
  if (isOne(rule)) return nothingIsMissing(selectClusters(ordered, rule));
  let first: GroupChoice | undefined;
  for (const tier of tiersInTurn(ordered, rule, former)) {
    const selection = nothingIsMissing(selectClusters(ordered.inTier(tier), rule));
    if (selection.shortfall === undefined) return inGroup(selection, tier, ordered, rule);
    first ??= selection;
  }
  return first ?? nothing;
}

/** Without a bound nothing is ever full where all clusters have the same, so that nothing spills over. */
function isOne({ groupUse, divide, maxClusters, groups }: ScheduleRule): boolean {
  return groups.length < 2 || (groupUse === 'SpillOver' && (divide !== undefined || maxClusters < Infinity));
}

const nothing = fallShort('no cluster can take it');

function nothingIsMissing(selection: Selection): Selection {
  return selection.shortfall === undefined && selection.chosen.length === 0 ? nothing : selection;
}

function tiersInTurn(ordered: Ordering, rule: ScheduleRule, former: string | undefined): number[] {
  const tiers = ordered.tiers();
  if (ordered.mayMove || rule.returns) return tiers;
  const used = former === undefined ? heldTier(ordered) : rule.groups.findIndex(({ name }) => name === former);
  return [...tiers.filter((tier) => tier === used), ...tiers.filter((tier) => tier !== used)];
}

function heldTier(ordered: Ordering): number | undefined {
  const { isHeld } = ordered.survey;
  return ordered.tiers((place) => isHeld[place] === 1)[0];
}

function inGroup(selection: Selection, tier: number, ordered: Ordering, rule: ScheduleRule): GroupChoice {
  const group = rule.groups[tier]?.name ?? '';
  const other: Why = { reason: 'OtherGroup', message: `group ${group} is used` };
  const { tiers } = ordered.survey.standings;
  return { ...selection, group, whyNot: (place) => (tiers[place] === tier ? selection.whyNot(place) : other) };
}
