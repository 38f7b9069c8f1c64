import { levelGroups, type GroupTotal } from './level-groups.ts';
import { pour } from './pour.ts';
import type { DivideBy } from './schedule-rule.ts';
import type { Seat } from './seat.ts';

/**
 * Divides replicas among seats as if nothing ran yet, and so that no group has more than maxSkew replicas more than
 * another, as far as minimums let it. What finds no place without breaking a rule is given to nobody.
 */
export function divideByRule(total: number, seats: readonly Seat[], by: DivideBy, maxSkew: number): number[] {
  const counts = pour(total, seats, by);
  if (maxSkew === Infinity) return counts;
  const groups = groupTotals(seats, counts, by);
  const level = levelGroups(total, [...groups.values()], maxSkew);
  for (const [place, indices] of [...groups.values()].map(({ indices }, place) => [place, indices] as const)) {
    const members = indices.flatMap((index) => seats[index] ?? []);
    const parts = pour(level[place] ?? 0, members, by);
    for (const [at, index] of indices.entries()) counts[index] = parts[at] ?? 0;
  }
  return counts;
}

interface Group extends GroupTotal {
  readonly indices: number[];
}

function groupTotals(seats: readonly Seat[], counts: readonly number[], by: DivideBy): Map<number, Group> {
  const groups = new Map<number, Group>();
  for (const [index, seat] of seats.entries()) {
    const group = groups.get(seat.group) ?? { indices: [], total: 0, least: 0, most: 0 };
    group.indices.push(index);
    const most = seat.weight > 0 || by === 'FewestClusters' ? seat.most : seat.least;
    groups.set(seat.group, {
      indices: group.indices,
      total: group.total + (counts[index] ?? 0),
      least: group.least + seat.least,
      most: group.most + most,
    });
  }
  return groups;
}
