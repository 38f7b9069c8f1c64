import type { ScheduleRule } from './schedule-rule.ts';

const limited = new WeakMap<ScheduleRule, Map<number, ScheduleRule>>();

/**
 * The rule with no more clusters than that. It is the same object each time, since what a rule says of clusters is
 * remembered by its identity.
 */
export function limitRule(rule: ScheduleRule, maxClusters: number): ScheduleRule {
  if (maxClusters >= rule.maxClusters) return rule;
  const known = limited.get(rule) ?? new Map<number, ScheduleRule>();
  limited.set(rule, known);
  const found = known.get(maxClusters) ?? { ...rule, maxClusters };
  known.set(maxClusters, found);
  return found;
}
