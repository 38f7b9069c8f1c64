import type { Choice } from './choice.ts';
import type { LeftCluster } from './group-left.ts';
import type { ScheduleRule } from './schedule-rule.ts';
import { selectClusters, type Selection } from './select-clusters.ts';

/** The clusters that are taken, or what is missing for it. */
export interface GroupChoice extends Selection {
  /** The group that is used, where only one is. */
  readonly group?: string;
}

/** What the choice of a group starts from. */
export interface GroupInput {
  readonly ordered: readonly Choice[];
  readonly rule: ScheduleRule;
  readonly mayMove: boolean;
  /** The group that was used last. */
  readonly former?: string;
}

/**
 * Chooses a group and selects clusters of it: the first group that has what is asked for, but the one that is used as
 * long as that one has it too, unless what runs may be moved. Groups that spill over are one.
 */
export function chooseGroup(input: GroupInput): GroupChoice {
  const { ordered, rule, mayMove } = input;
  if (isOne(rule)) return nothingIsMissing(selectClusters(ordered, rule, mayMove));
  let first: GroupChoice | undefined;
  for (const tier of tiersInTurn(input)) {
    const selection = nothingIsMissing(
      selectClusters(
        ordered.filter((choice) => choice.tier === tier),
        rule,
        mayMove,
      ),
    );
    if (selection.shortfall === undefined) return inGroup(selection, tier, input);
    first ??= selection;
  }
  return first ?? nothingIsMissing({ chosen: [], dropped: [] });
}

/** Without a bound nothing is ever full where all clusters have the same, so that nothing spills over. */
function isOne({ groupUse, divide, maxClusters, groups }: ScheduleRule): boolean {
  return groups.length < 2 || (groupUse === 'SpillOver' && (divide !== undefined || maxClusters < Infinity));
}

function nothingIsMissing(selection: Selection): Selection {
  const isEmpty = selection.shortfall === undefined && selection.chosen.length === 0;
  return isEmpty ? { ...selection, shortfall: 'no cluster can take it' } : selection;
}

function tiersInTurn({ ordered, rule, mayMove, former }: GroupInput): number[] {
  const tiers = [...new Set(ordered.map(({ tier }) => tier))].sort((a, b) => a - b);
  if (mayMove || rule.returns) return tiers;
  const used = former === undefined ? heldTier(ordered) : rule.groups.findIndex(({ name }) => name === former);
  return [...tiers.filter((tier) => tier === used), ...tiers.filter((tier) => tier !== used)];
}

function heldTier(ordered: readonly Choice[]): number {
  return Math.min(...ordered.flatMap(({ isHeld, tier }) => (isHeld ? [tier] : [])));
}

function inGroup(selection: Selection, tier: number, { ordered, rule }: GroupInput): GroupChoice {
  const group = rule.groups[tier]?.name ?? '';
  const message = `group ${group} is used`;
  const others: LeftCluster[] = ordered.flatMap((choice) =>
    choice.tier === tier ? [] : [{ cluster: choice.cluster.name, reason: 'OtherGroup', message }],
  );
  return { ...selection, group, dropped: [...selection.dropped, ...others] };
}
