/** One who has a claim on a part of a total. */
export interface Claim {
  readonly weight: number;
  readonly least: number;
  /** Infinity where there is no bound; never less than least. */
  readonly most: number;
  /** Who comes first among equals: the lowest. */
  readonly rank: number;
}

/** Parts of which the exact shares differ by less than this are equally near. */
const tolerance = 1e-6;
/** After these, rates are neighbours among floating-point numbers. */
const mostHalvings = 100;
/** No rate that is tried must hit exactly where a part changes: rounding would decide there. It is far from every fraction. */
const goldenRatio = (1 + Math.sqrt(5)) / 2;

/**
 * Divides a total by weight, after Webster (Sainte-Laguë): everybody gets the nearest whole number to weight × rate,
 * within bounds, for the one rate that fits. So one claim less takes nothing from the others, and a larger total takes
 * nothing from anybody. The answer is in the order of the claims; its sum is the total unless bounds forbid it.
 */
export function apportion(total: number, claims: readonly Claim[]): number[] {
  const least = claims.reduce((sum, { least }) => sum + least, 0);
  if (least >= total) return serveLeast(total, claims);
  let low = 0;
  let high = highestRate(total, claims);
  if (sumAt(high, claims) <= total) return claims.map((claim) => partAt(high, claim));
  const heaviest = claims.reduce((most, { weight }) => Math.max(most, weight), 0);
  for (let step = 0; step < mostHalvings && (high - low) * heaviest > tolerance; step++) {
    const middle = (low + high) / 2;
    const sum = sumAt(middle, claims);
    if (sum === total) return claims.map((claim) => partAt(middle, claim));
    if (sum < total) low = middle;
    else high = middle;
  }
  return breakTie(total, claims, low, high);
}

/** Where there is not enough for every minimum, who ranks first is served first. */
function serveLeast(total: number, claims: readonly Claim[]): number[] {
  const parts = claims.map(() => 0);
  let remaining = total;
  for (const index of byRank(claims, [...claims.keys()])) {
    const part = Math.min(claims[index]?.least ?? 0, remaining);
    parts[index] = part;
    remaining -= part;
  }
  return parts;
}

/** A rate at which even the lightest alone would have more than the total. */
function highestRate(total: number, claims: readonly Claim[]): number {
  let lightest = Infinity;
  for (const { weight } of claims) if (weight > 0 && weight < lightest) lightest = weight;
  return lightest === Infinity ? 0 : (goldenRatio * (total + 1)) / lightest;
}

function partAt(rate: number, { weight, least, most }: Claim): number {
  return Math.min(most, Math.max(least, Math.floor(weight * rate + 0.5)));
}

function sumAt(rate: number, claims: readonly Claim[]): number {
  let sum = 0;
  for (const claim of claims) sum += partAt(rate, claim);
  return sum;
}

/** Between low and high, which are as good as one rate, several reach their next one at once. */
function breakTie(total: number, claims: readonly Claim[], low: number, high: number): number[] {
  const parts = claims.map((claim) => partAt(low, claim));
  let remaining = total - parts.reduce((sum, part) => sum + part, 0);
  const tied = claims.flatMap((claim, index) => (partAt(high, claim) > (parts[index] ?? 0) ? [index] : []));
  for (const index of byRank(claims, tied)) {
    if (remaining === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    remaining -= 1;
  }
  return parts;
}

function byRank(claims: readonly Claim[], indices: number[]): number[] {
  return indices.sort((a, b) => (claims[a]?.rank ?? 0) - (claims[b]?.rank ?? 0) || a - b);
}
