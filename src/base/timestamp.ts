/** Milliseconds since the Unix epoch of an RFC 3339 time, such as Kubernetes writes; NaN for anything else. */
export function parseTimestamp(text: string | undefined): number {
  return Date.parse(text ?? '');
}
