import { apportion, type Claim } from './apportion.ts';
import type { DivideBy } from './schedule-rule.ts';
import type { Seat } from './seat.ts';

/**
 * Divides replicas among seats as if nothing ran yet: one to each seat the spread needs, then tier by tier the minimums
 * and, from the highest priority down, what is left. The answer is in the order of the seats.
 */
export function pour(total: number, seats: readonly Seat[], by: DivideBy): number[] {
  const counts = seats.map(() => 0);
  const priorities = distinct(seats.map(({ priority }) => -priority));
  let remaining = giveLeast(total, seats, counts, priorities, neededIn);
  for (const tier of distinct(seats.map((seat) => seat.tier))) {
    if (remaining === 0) break;
    remaining = giveLeast(remaining, seats, counts, priorities, (seat) => (seat.tier === tier ? seat.least : 0));
    for (const priority of priorities) {
      const level = levelOf(seats, tier, -priority);
      remaining =
        by === 'FewestClusters' ? pack(remaining, seats, counts, level) : share(remaining, seats, counts, level);
    }
  }
  return counts;
}

function neededIn({ isNeeded, most }: Seat): number {
  return isNeeded ? Math.min(1, most) : 0;
}

function distinct(values: readonly number[]): number[] {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return [first];
  return [...new Set(values)].sort((a, b) => a - b);
}

function levelOf(seats: readonly Seat[], tier: number, priority: number): number[] {
  const level: number[] = [];
  for (const [index, seat] of seats.entries()) if (seat.tier === tier && seat.priority === priority) level.push(index);
  return level;
}

/** Each of these raises counts, and returns what remains. Minimums of a higher priority come first. */
function giveLeast(
  total: number,
  seats: readonly Seat[],
  counts: number[],
  priorities: readonly number[],
  least: (seat: Seat) => number,
): number {
  let remaining = total;
  if (!seats.some((seat) => least(seat) > 0)) return remaining;
  for (const priority of priorities) {
    for (const [index, seat] of seats.entries()) {
      if (seat.priority !== -priority) continue;
      const given = Math.min(Math.max(0, least(seat) - (counts[index] ?? 0)), remaining);
      counts[index] = (counts[index] ?? 0) + given;
      remaining -= given;
    }
  }
  return remaining;
}

function pack(total: number, seats: readonly Seat[], counts: number[], level: readonly number[]): number {
  let remaining = total;
  for (const index of level) {
    const given = Math.min((seats[index]?.most ?? 0) - (counts[index] ?? 0), remaining);
    counts[index] = (counts[index] ?? 0) + given;
    remaining -= given;
  }
  return remaining;
}

function share(total: number, seats: readonly Seat[], counts: number[], level: readonly number[]): number {
  const claims: Claim[] = [];
  let given = 0;
  for (const index of level) {
    const seat = seats[index];
    const least = counts[index] ?? 0;
    given += least;
    if (seat) claims.push({ weight: seat.weight, least, most: seat.most, rank: seat.rank });
  }
  const parts = apportion(total + given, claims);
  let remaining = total + given;
  for (const [place, index] of level.entries()) {
    counts[index] = parts[place] ?? 0;
    remaining -= parts[place] ?? 0;
  }
  return remaining;
}
