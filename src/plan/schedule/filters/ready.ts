import type { ClusterFilter } from '../candidate.ts';

const notReady = { kind: 'leave', reason: 'NotReady', message: 'it is not ready' } as const;
const lost = { kind: 'leave', reason: 'Lost', message: 'it has not been ready for too long' } as const;

/** Refuses clusters that are not ready; one that has the object keeps it until it has been lost for long enough. */
export const filterReady: ClusterFilter = (candidate, rule) => {
  const { lostSince } = candidate.cluster;
  if (lostSince === undefined) return undefined;
  if (!candidate.isHeld) return notReady;
  const until = lostSince + rule.failoverAfterMs;
  if (candidate.now >= until) return lost;
  return { kind: 'hold', reason: 'NotReady', message: 'it is not ready, and waited for', until, isFrozen: true };
};
