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
  const highest = highestRate(total, claims);
  if (sumAt(highest, claims) <= total) return partsAt(highest, claims);
  const heaviest = claims.reduce((most, { weight }) => Math.max(most, weight), 0);
  let { low, high } = narrow(total, claims, highest);
  let open = settleParts({ runs: claims, settled: 0 }, low, high);
  for (let step = 0; step < mostHalvings && (high - low) * heaviest > tolerance; step++) {
    const middle = (low + high) / 2;
    const sum = open.settled + sumAt(middle, open.runs);
    if (sum === total) return partsAt(middle, claims);
    if (sum < total) low = middle;
    else high = middle;
    open = settleParts(open, low, high);
  }
  return breakTie(total, claims, partsAt(low, claims), partsAt(high, claims));
}

/**
 * Rates between which the one that fits is, in multiples of the golden ratio. Without bounds rounding is off by half a
 * replica for each claim, and with bounds it mostly is as well.
 */
function narrow(total: number, claims: readonly Claim[], highest: number): { low: number; high: number } {
  const weights = claims.reduce((sum, { weight }) => sum + weight, 0);
  const low = Math.max(0, goldenRatio * Math.floor((total - claims.length) / goldenRatio)) / weights;
  const high = (goldenRatio * Math.ceil((total + claims.length) / goldenRatio)) / weights;
  return {
    low: sumAt(low, claims) < total ? low : 0,
    high: high < highest && sumAt(high, claims) > total ? high : highest,
  };
}

type Bounded = Omit<Claim, 'rank'>;

/** Neighbours whose parts are the same at every rate that is left, so many of them; absent means one. */
interface Run extends Bounded {
  count?: number;
}

interface OpenParts {
  readonly runs: readonly Run[];
  /** The sum of the parts that are the same at every rate that is left. */
  readonly settled: number;
}

/** Between the two rates; mostly few claims are left open after a few steps, or all that are claim the same. */
function settleParts({ runs, settled }: OpenParts, low: number, high: number): OpenParts {
  const open: Run[] = [];
  let sum = settled;
  let last: Required<Run> | undefined;
  for (const run of runs) {
    const { weight, count = 1 } = run;
    const least = partAt(low, run);
    const most = partAt(high, run);
    if (least === most) sum += count * least;
    else if (last?.weight === weight && last.least === least && last.most === most) last.count += count;
    else open.push((last = { weight, least, most, count }));
  }
  return { runs: open, settled: sum };
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

function partAt(rate: number, { weight, least, most }: Bounded): number {
  return Math.min(most, Math.max(least, Math.floor(weight * rate + 0.5)));
}

function partsAt(rate: number, claims: readonly Claim[]): number[] {
  return claims.map((claim) => partAt(rate, claim));
}

function sumAt(rate: number, runs: readonly Run[]): number {
  let sum = 0;
  for (const run of runs) sum += (run.count ?? 1) * partAt(rate, run);
  return sum;
}

/** Between two rates which are as good as one, several reach their next one at once; parts are those of the lower. */
function breakTie(total: number, claims: readonly Claim[], parts: number[], higher: readonly number[]): number[] {
  let remaining = total - parts.reduce((sum, part) => sum + part, 0);
  const tied: number[] = [];
  for (const [index, part] of parts.entries()) if ((higher[index] ?? 0) > part) tied.push(index);
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
