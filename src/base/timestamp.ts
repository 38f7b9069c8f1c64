/** Milliseconds since the Unix epoch of an RFC 3339 time, such as Kubernetes writes; NaN for anything else. */
export function parseTimestamp(text: string | undefined): number {
  return Date.parse(text ?? '');
}

/** The RFC 3339 time, in UTC and to the millisecond, of milliseconds since the Unix epoch. */
export function formatTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
