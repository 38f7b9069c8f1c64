const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/**
 * A duration as kubectl prints ages (HumanDuration in apimachinery's util/duration): two units while the second one
 * matters, one unit after that. A negative duration, from clocks that disagree, reads `0s`.
 */
export function formatAge(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < 2 * minute) return `${whole(span, second)}s`;
  if (span < 10 * minute) return twoUnits(span, minute, 'm', second, 's');
  if (span < 3 * hour) return `${whole(span, minute)}m`;
  if (span < 8 * hour) return twoUnits(span, hour, 'h', minute, 'm');
  if (span < 2 * day) return `${whole(span, hour)}h`;
  if (span < 8 * day) return twoUnits(span, day, 'd', hour, 'h');
  if (span < 2 * year) return `${whole(span, day)}d`;
  if (span < 8 * year) return twoUnits(span, year, 'y', day, 'd');
  return `${whole(span, year)}y`;
}

/** The time from an RFC 3339 date until now as formatAge gives it; `<unknown>` for what is no date. */
export function ageSince(date: string | undefined, now: number): string {
  const then = Date.parse(date ?? '');
  return Number.isNaN(then) ? '<unknown>' : formatAge(now - then);
}

function twoUnits(span: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = whole(span % large, small);
  return `${whole(span, large)}${largeName}${rest === 0 ? '' : `${rest}${smallName}`}`;
}

function whole(span: number, unit: number): number {
  return Math.floor(span / unit);
}
