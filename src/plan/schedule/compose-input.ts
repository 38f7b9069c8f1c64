import type { WorkloadDemand } from '../capacity/demand-of.ts';
import type { Choice } from '../propagate/decide-choice.ts';
import type { CompiledPreference } from './compile-preference.ts';
import { limitRule } from './limit-rule.ts';
import type { ScheduleInput } from './schedule-input.ts';

export interface InputParts extends Pick<ScheduleInput, 'key' | 'clusters' | 'workloads' | 'now'> {
  readonly compiled: CompiledPreference;
  readonly choice: Choice;
  readonly demand: WorkloadDemand;
  readonly previous: ScheduleInput['previous'] | undefined;
}

/** All that a decision depends on; policies may allow fewer clusters than the preference would take. */
export function composeInput({ compiled, choice, demand, previous, ...rest }: InputParts): ScheduleInput {
  const { rule, total = demand.replicas } = compiled;
  return {
    ...rest,
    rule: limitRule(rule, choice.maxClusters),
    total,
    requests: demand.requests,
    ...(previous && { previous }),
  };
}
