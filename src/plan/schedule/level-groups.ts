import { apportion } from './apportion.ts';

/** What a group would have, and between what bounds it may be moved. */
export interface GroupTotal {
  readonly total: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Moves totals towards each other until none is more than maxSkew above another, and no further. Bounds outweigh the
 * skew from below; from above, the group that can have the least says how much the others can have.
 */
export function levelGroups(total: number, groups: readonly GroupTotal[], maxSkew: number): number[] {
  const ceiling = Math.min(...groups.map(({ most }) => most), total);
  const at = (floor: number) => groups.map((group) => levelled(group, floor, maxSkew));
  let floor = 0;
  let beyond = ceiling + 1;
  while (beyond - floor > 1) {
    const middle = Math.floor((floor + beyond) / 2);
    if (sum(at(middle)) <= total) floor = middle;
    else beyond = middle;
  }
  return floor === ceiling
    ? fill(total, groups, at(floor), floor + maxSkew)
    : raise(total, at(floor), at(floor + 1), floor);
}

/** Where the group that can have the least is full, the others may have maxSkew more, evenly. */
function fill(total: number, groups: readonly GroupTotal[], totals: readonly number[], ceiling: number): number[] {
  const claims = groups.map(({ most }, rank) => {
    const least = totals[rank] ?? 0;
    return { weight: 1, least, most: Math.max(least, Math.min(most, ceiling)), rank };
  });
  return apportion(total, claims);
}

function levelled({ total, least, most }: GroupTotal, floor: number, maxSkew: number): number {
  const between = Math.min(Math.max(total, floor), floor + maxSkew);
  return Math.min(most, Math.max(Math.min(least, total), between));
}

/** Gives what is left over to those that the next floor would raise, the lowest first: else the skew would grow. */
function raise(total: number, totals: number[], next: readonly number[], floor: number): number[] {
  let remaining = total - sum(totals);
  const lowestFirst = [...totals.keys()].sort(
    (a, b) => Number(totals[a] !== floor) - Number(totals[b] !== floor) || a - b,
  );
  for (const index of lowestFirst) {
    const before = totals[index] ?? 0;
    if (remaining === 0 || (next[index] ?? 0) <= before) continue;
    totals[index] = before + 1;
    remaining -= 1;
  }
  return totals;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
