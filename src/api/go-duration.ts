import { z } from 'zod';
import { parseDuration } from '../base/duration.ts';
import type { Rule } from './rule.ts';
import { ruled } from './rule.ts';

/** A Go duration above zero, kept as it was written. */
export const positiveDuration = ruled(z.string().max(64), {
  message: "should be greater than 0, written as a Go duration such as '20s', '1m30s' or '1500ms'",
  cel: "duration(self) > duration('0s')",
  holds: (text) => (milliseconds(text) ?? 0) > 0,
});

/** A rule that one duration, taken so many times, is longer than another, taken so many times. */
export function longerThan<Field extends string>(
  [longer, longerTimes]: readonly [Field, number],
  [shorter, shorterTimes]: readonly [Field, number],
  message: string,
): Rule<Record<Field, string>> {
  return {
    message,
    cel: `${celSum(longer, longerTimes)} > ${celSum(shorter, shorterTimes)}`,
    holds: (value) => {
      const [left, right] = [milliseconds(value[longer]), milliseconds(value[shorter])];
      // What cannot be read is the fault of its own field.
      return left === undefined || right === undefined || left * longerTimes > right * shorterTimes;
    },
  };
}

/** CEL knows no product of durations, but their sum. */
function celSum(field: string, count: number): string {
  return Array(count).fill(`duration(self.${field})`).join(' + ');
}

function milliseconds(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
