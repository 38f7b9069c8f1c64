import { apportion, type Claim } from './apportion.ts';
import type { DivideBy } from './schedule-rule.ts';
import type { Seat } from './seat.ts';

/**
 * Divides replicas among seats as if nothing ran yet: one to each seat the spread needs, then tier by tier the minimums
 * and, from the highest priority down, what is left. The answer is in the order of the seats.
 */
export function pour(total: number, seats: readonly Seat[], by: DivideBy): number[] {
  const counts = seats.map(() => 0);
  let remaining = giveLeast(total, seats, counts, (seat) => (seat.isNeeded ? Math.min(1, seat.most) : 0));
  for (const tier of distinct(seats.map(({ tier }) => tier))) {
    if (remaining === 0) break;
    remaining = giveLeast(remaining, seats, counts, (seat) => (seat.tier === tier ? seat.least : 0));
    const priorities = distinct(seats.map(({ priority }) => -priority));
    for (const priority of priorities) {
      const level = [...seats.keys()].filter((index) => {
        const seat = seats[index];
        return seat?.tier === tier && seat.priority === -priority;
      });
      remaining =
        by === 'FewestClusters' ? pack(remaining, seats, counts, level) : share(remaining, seats, counts, level);
    }
  }
  return counts;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Each of these raises counts, and returns what remains. Minimums of a higher priority come first. */
function giveLeast(total: number, seats: readonly Seat[], counts: number[], least: (seat: Seat) => number): number {
  let remaining = total;
  const priorities = distinct(seats.map(({ priority }) => -priority));
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
  for (const index of level) {
    const seat = seats[index];
    if (seat) claims.push({ weight: seat.weight, least: counts[index] ?? 0, most: seat.most, rank: seat.rank });
  }
  const given = claims.reduce((sum, { least }) => sum + least, 0);
  const parts = apportion(total + given, claims);
  for (const [place, index] of level.entries()) counts[index] = parts[place] ?? 0;
  return total + given - parts.reduce((sum, part) => sum + part, 0);
}
