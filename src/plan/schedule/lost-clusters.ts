/** With fewer clusters one of them may well be most. */
const fewest = 3;

/**
 * Since when clusters count as lost, in milliseconds by name. Where most of three or more are not ready at once, the host
 * is more likely to be cut off than they are to be gone: then they are as if lost just now, for as long as that lasts.
 */
export function lostClusters(
  notReadySince: ReadonlyMap<string, number>,
  joined: number,
  now: number,
): ReadonlyMap<string, number> {
  if (joined < fewest || notReadySince.size * 2 <= joined) return notReadySince;
  return new Map(Array.from(notReadySince.keys(), (name) => [name, now]));
}
