import { formatTaint } from '../../taint/format-taint.ts';
import { tolerates } from '../../taint/toleration.ts';
import type { ClusterFilter, Hold, Leave } from '../candidate.ts';
import type { ClusterTaint } from '../facts.ts';
import type { TimedToleration } from '../schedule-rule.ts';

/**
 * Refuses clusters with taints that are not tolerated. NoSchedule lets a cluster keep what it has; NoExecute does so as
 * long as it is tolerated, and where that will end nothing comes in.
 */
export const filterTolerated: ClusterFilter = (candidate, rule) => {
  let held: Hold | undefined;
  for (const taint of candidate.cluster.taints) {
    if (taint.effect === 'PreferNoSchedule') continue;
    const until = toleratedUntil(taint, rule.tolerations);
    if (until === Infinity) continue;
    if (!candidate.isHeld) return leave(taint);
    if (taint.effect === 'NoExecute' && candidate.now >= until) return leave(taint);
    held = sooner(held, hold(taint, until));
  }
  return held;
};

/** Infinity where a toleration says no end; before all time where none fits. The shortest counts, as for Pods. */
export function toleratedUntil(taint: ClusterTaint, tolerations: readonly TimedToleration[]): number {
  const fitting = tolerations.filter((toleration) => tolerates(toleration, taint));
  if (fitting.length === 0) return -Infinity;
  if (taint.effect !== 'NoExecute') return Infinity;
  return taint.since + Math.min(...fitting.map(({ ms }) => ms ?? Infinity));
}

function leave(taint: ClusterTaint): Leave {
  return { kind: 'leave', reason: 'TaintNotTolerated', message: `it has the taint ${formatTaint(taint)}` };
}

function hold(taint: ClusterTaint, until: number): Hold {
  const message = `it has the taint ${formatTaint(taint)}, keeps what it has, and gets no more`;
  const end = Number.isFinite(until) ? { until } : {};
  return { kind: 'hold', reason: 'Tainted', message, ...end, isFrozen: false };
}

function sooner(one: Hold | undefined, other: Hold): Hold {
  return one && (one.until ?? Infinity) <= (other.until ?? Infinity) ? one : other;
}
