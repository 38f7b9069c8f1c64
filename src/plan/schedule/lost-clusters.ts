import { parseTimestamp } from '../../base/timestamp.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';

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

/**
 * Since when a cluster that is not ready has not been, in milliseconds, as its conditions tell: whoever starts anew does
 * not begin to wait anew. Where they do not tell, or still say that it is ready, it is now.
 */
export function notReadySince({ status }: Pick<KubeFedCluster, 'status'>, now: number): number {
  const conditions = status?.conditions ?? [];
  if (conditions.some(({ type, status: state }) => type === 'Ready' && state === 'True')) return now;
  const since = conditions.map(({ lastTransitionTime }) => parseTimestamp(lastTransitionTime)).filter(Number.isFinite);
  return Math.min(now, ...since);
}
