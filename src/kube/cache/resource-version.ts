const digits = /^\d+$/;

/**
 * Whether a is a later resourceVersion than b of the same type on the same server. Versions are decimal numbers
 * (Kubernetes guarantees it since 1.35 and has always done so); anything else counts as later, so that nothing is missed.
 */
export function isLater(a: string, b: string): boolean {
  if (!digits.test(a) || !digits.test(b)) return a !== b;
  return a.length === b.length ? a > b : a.length > b.length;
}
