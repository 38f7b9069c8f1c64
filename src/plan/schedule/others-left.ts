import { contentHash } from '../../base/hash.ts';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import type { LeftClusters } from './schedule-decision.ts';

/** More than these are not named in a status: of 500 clusters 490 may be left for one reason, and of each object so. */
const mostNamed = 10;

type RecordedLeft = Pick<RecordedDecision, 'left' | 'among'>;

/**
 * Records the clusters that were left. The names of the largest group are left out where they are many: it is all others
 * of the clusters the decision was made among.
 */
export function recordLeft(left: readonly LeftClusters[], among: readonly string[]): RecordedLeft {
  const largest = left.reduce<LeftClusters | undefined>(
    (most, group) => (group.clusters.length > (most?.clusters.length ?? mostNamed) ? group : most),
    undefined,
  );
  if (!largest) return { left };
  const { clusters, reason, message } = largest;
  const others = { others: clusters.length, reason, message };
  return { left: left.map((group) => (group === largest ? others : group)), among: hashOf(among) };
}

/** Whether names of clusters were left out. */
export function hasOthers({ among }: RecordedLeft): boolean {
  return among !== undefined;
}

/**
 * The decision with every name in it, for an object that may be in these clusters now. If they are not those it was made
 * among, nobody can tell who the others were: then nothing is said of them.
 */
export function nameOthers(decision: RecordedDecision, allowed: readonly string[]): RecordedDecision {
  const { taken, left, among, ...rest } = decision;
  if (among === undefined) return decision;
  const named = left.filter(({ others }) => others === undefined);
  if (among !== hashOf(allowed)) return { ...rest, taken, left: named };
  const told = new Set([...taken, ...named].flatMap(({ clusters = [] }) => clusters));
  const others = allowed.filter((cluster) => !told.has(cluster)).sort();
  const whole = left.map((group) => {
    const { reason, message } = group;
    return group.others === undefined ? group : { clusters: others, reason, message };
  });
  return { ...rest, taken, left: whole };
}

function hashOf(clusters: readonly string[]): string {
  return contentHash(clusters.toSorted().join(','));
}
