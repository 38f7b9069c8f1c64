/** Milliseconds in each unit a Go duration knows. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const wholeDuration = /^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$/;
/** Go keeps durations as nanoseconds in 64 bits. */
const limit = 2 ** 63 / 1e6;

/** Milliseconds of a Go duration such as `1m30s`; throws RangeError for what Go would not parse. */
export function parseDuration(text: string): number {
  if (!wholeDuration.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is not a duration: write it as 20s, 1m30s or 1500ms`);
  }
  const parts = text.matchAll(/([0-9.]+)([a-zµμ]+)/g);
  const total = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
  if (total >= limit) throw new RangeError(`${JSON.stringify(text)} is longer than 292 years`);
  const rounded = Number(total.toFixed(6));
  return text.startsWith('-') && rounded !== 0 ? -rounded : rounded;
}

/** A Go duration in the form Go itself writes: `1m0s`, `1.5s`, `20ms`; resolved to nanoseconds. */
export function formatDuration(milliseconds: number): string {
  if (!(Math.abs(milliseconds) < limit)) throw new RangeError(`${milliseconds} ms is longer than 292 years`);
  const nanoseconds = toNanoseconds(Math.abs(milliseconds));
  const text = nanoseconds < 1_000_000_000n ? formatBelowSecond(Number(nanoseconds)) : formatFromSecond(nanoseconds);
  return milliseconds < 0 && nanoseconds > 0n ? `-${text}` : text;
}

/** Whole and fraction apart: together they are more digits than a double holds. */
function toNanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}

function formatBelowSecond(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  return nanoseconds < 1e6 ? `${trim(nanoseconds / 1e3)}µs` : `${trim(nanoseconds / 1e6)}ms`;
}

function formatFromSecond(nanoseconds: bigint): string {
  const minutes = nanoseconds / 60_000_000_000n;
  const seconds = `${trim(Number(nanoseconds % 60_000_000_000n) / 1e9)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** At most nine decimals, and none that says nothing. */
function trim(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
