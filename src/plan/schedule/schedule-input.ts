import type { ClusterFacts, Resources, WorkloadFacts } from './facts.ts';
import type { ScheduleDecision } from './schedule-decision.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** All that a decision depends on. */
export interface ScheduleInput {
  /** `namespace/name` of the object: it decides among clusters that are equally good. */
  readonly key: string;
  readonly rule: ScheduleRule;
  /** Replicas to divide; without a say where the rule does not divide. */
  readonly total: number;
  /** What one replica needs. */
  readonly requests: Resources;
  /** The clusters that are allowed, in any order; no other is ever taken. */
  readonly clusters: readonly ClusterFacts[];
  /** What clusters have of the object; one that has nothing is left out. */
  readonly workloads: ReadonlyMap<string, WorkloadFacts>;
  /** Absent the first time: then clusters that have the object hold it. */
  readonly previous?: ScheduleDecision;
  /** In milliseconds. */
  readonly now: number;
}

/** Whether what runs may be moved. */
export function mayMove(input: ScheduleInput): boolean {
  return input.rule.rebalance === 'Automatic' || isRequested(input);
}

/** Whether somebody has asked for a rebalance since the last decision. */
export function isRequested({ rule, previous }: ScheduleInput): boolean {
  const { rebalance, rebalanceRequest } = rule;
  return rebalance === 'OnDemand' && rebalanceRequest !== undefined && previous?.rebalanceRequest !== rebalanceRequest;
}
