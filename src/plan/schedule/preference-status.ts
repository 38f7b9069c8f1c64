import type { RecordedDecision, SchedulingPreferenceStatus } from '../../api/scheduling-preference.ts';

export interface PreferenceReport {
  /** Of the spec that the decisions follow. */
  readonly generation: number;
  /** Why nothing can be decided. */
  readonly problem?: string;
  /** One an object, in any order. */
  readonly decisions: readonly RecordedDecision[];
  readonly overruled: readonly { readonly name: string; readonly by: string }[];
}

/** What an API server stores in one object is 1.5 MB at most; metadata and spec need some of it. */
const mostCharacters = 1_000_000;

/** The status of a preference; `previous` says what stays where the decisions do not fit into one object. */
export function preferenceStatus(
  { generation, problem, decisions, overruled }: PreferenceReport,
  previous: SchedulingPreferenceStatus | undefined,
): SchedulingPreferenceStatus {
  const sorted = decisions.toSorted(byName);
  const status = {
    observedGeneration: generation,
    ...(problem !== undefined && { problem }),
    summary: problem === undefined ? summaryOf(sorted) : 'nothing can be decided',
    decisions: sorted,
    ...(overruled.length > 0 && { overruled: overruled.toSorted(byName) }),
  };
  const size = JSON.stringify(status).length;
  if (size <= mostCharacters) return status;
  const megabytes = (size / 1e6).toFixed(1);
  return {
    observedGeneration: generation,
    problem: `the decisions about ${sorted.length} objects are ${megabytes} MB, and one object holds 1 MB: use several preferences, each with a selector of fewer objects`,
    summary: 'nothing can be decided',
    decisions: previous?.decisions ?? [],
  };
}

function summaryOf(decisions: readonly RecordedDecision[]): string {
  const [only, ...others] = decisions;
  if (!only) return 'no object is selected';
  if (others.length === 0) return only.message;
  const wanting = decisions.filter(({ outcome, unplaced }) => outcome === 'Unschedulable' || unplaced > 0).length;
  return `${decisions.length} objects${wanting === 0 ? '' : `, ${wanting} of them not as asked for`}`;
}

function byName({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
