import type { ScheduleRule } from './schedule-rule.ts';

/** Whether it matters to a preference what clusters have left: it costs its members something to find out. */
export function needsCapacity({ divide }: ScheduleRule): boolean {
  return divide !== undefined && divide.by !== 'Weight';
}
