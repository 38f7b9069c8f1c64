import type { LearnedLimit, WorkloadFacts } from './facts.ts';

export interface LimitInput {
  readonly known: ReadonlyMap<string, LearnedLimit>;
  readonly workloads: ReadonlyMap<string, WorkloadFacts>;
  readonly now: number;
  readonly retryFullAfterMs: number;
}

/**
 * What clusters turned out to have room for: what was asked of them less what found none. It is remembered after the
 * rest was moved, when all looks well again: else what did not fit would be sent back, and moved, for ever.
 */
export function learnLimits({ known, workloads, now, retryFullAfterMs }: LimitInput): Map<string, LearnedLimit> {
  const limits = new Map<string, LearnedLimit>();
  for (const [name, limit] of known) {
    if (now < limit.since + retryFullAfterMs) limits.set(name, limit);
  }
  for (const [name, { asked, unschedulable, isAutoscaled }] of workloads) {
    if (unschedulable <= 0 || isAutoscaled === true) continue;
    const replicas = Math.max(0, asked - unschedulable);
    const former = limits.get(name);
    if (!former || replicas < former.replicas) limits.set(name, { replicas, since: now });
  }
  return limits;
}
