import { apportion, type Claim } from './apportion.ts';
import type { Seat } from './seat.ts';

/**
 * Goes from what clusters have towards what they should have, as little as the total demands: where there are too few
 * only those that have less than they should get more, where there are too many only those that have more give away.
 * Bounds are kept at once. A cluster that is back claims what it had. The answer is in the order of the seats.
 */
export function settle(
  total: number,
  seats: readonly Seat[],
  ideal: readonly number[],
  former: ReadonlyMap<string, number>,
): number[] {
  if (former.size === 0 && seats.every(({ held }) => held === 0)) return [...ideal];
  const counts = seats.map((seat, index) => startOf(seat, ideal[index] ?? 0, former.get(seat.name) ?? 0));
  const missing = Math.min(total, sum(ideal)) - sum(counts);
  if (missing > 0) move(missing, seats, counts, (index) => (ideal[index] ?? 0) - (counts[index] ?? 0), 1);
  const excess = sum(counts) - total;
  if (excess > 0) move(excess, seats, counts, (index) => (counts[index] ?? 0) - (ideal[index] ?? 0), -1);
  return counts;
}

function startOf({ held, least, most }: Seat, ideal: number, former: number): number {
  const claimed = Math.max(held, Math.min(former, ideal));
  return Math.min(most, Math.max(Math.min(least, ideal), claimed));
}

function move(
  amount: number,
  seats: readonly Seat[],
  counts: number[],
  distance: (index: number) => number,
  sign: 1 | -1,
): void {
  const movers: number[] = [];
  const claims: Claim[] = [];
  for (const [index, { rank }] of seats.entries()) {
    const most = distance(index);
    if (most <= 0) continue;
    movers.push(index);
    claims.push({ weight: most, least: 0, most, rank: sign * rank });
  }
  const parts = apportion(amount, claims);
  for (const [place, index] of movers.entries()) counts[index] = (counts[index] ?? 0) + sign * (parts[place] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
