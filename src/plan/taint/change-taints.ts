import type { ClusterTaint } from '../../api/kubefed-cluster.ts';
import { formatTimestamp } from '../../base/timestamp.ts';
import { formatTaint } from './format-taint.ts';
import type { TaintChanges } from './parse-taint-changes.ts';

export type ChangedTaints =
  | {
      readonly ok: true;
      readonly taints: readonly ClusterTaint[];
      readonly outcome: 'tainted' | 'untainted' | 'unchanged';
    }
  /** Why it was not done, and what to do. */
  | { readonly ok: false; readonly reason: string; readonly next: string };

export interface TaintChangeOptions {
  readonly changes: TaintChanges;
  /** Whether a taint of the same key and effect may get another value. */
  readonly overwrite: boolean;
  /** In milliseconds. */
  readonly now: number;
}

/**
 * The taints of a cluster after changes. A new taint, or one with another value, counts from now; one that is as it should
 * be already keeps its time. Removing what is not there is a mistake, as is another value without overwrite.
 */
export function changeTaints(
  taints: readonly ClusterTaint[],
  { changes: { set, remove }, overwrite, now }: TaintChangeOptions,
): ChangedTaints {
  for (const { key, effect } of remove) {
    if (taints.some((taint) => taint.key === key && (effect ?? taint.effect) === taint.effect)) continue;
    return { ok: false, reason: `it has no taint ${key}${effect ? `:${effect}` : ''}`, next: namesOf(taints) };
  }
  const kept = taints.filter(
    ({ key, effect }) => !remove.some((one) => one.key === key && (one.effect ?? effect) === effect),
  );
  const changed = [...kept];
  for (const wanted of set) {
    const index = changed.findIndex(({ key, effect }) => key === wanted.key && effect === wanted.effect);
    const before = changed[index];
    if (before && (before.value ?? '') === (wanted.value ?? '')) continue;
    if (before && !overwrite)
      return {
        ok: false,
        reason: `it has the taint ${formatTaint(before)} already`,
        next: '--overwrite gives it another value',
      };
    changed.splice(before ? index : changed.length, before ? 1 : 0, addedAt(wanted, now));
  }
  const isSet = changed.some((taint) => !kept.includes(taint));
  const outcome = isSet ? 'tainted' : kept.length < taints.length ? 'untainted' : 'unchanged';
  return { ok: true, taints: changed, outcome };
}

/** PreferNoSchedule has no patience to count. */
function addedAt(taint: TaintChanges['set'][number], now: number): ClusterTaint {
  return taint.effect === 'PreferNoSchedule' ? taint : { ...taint, timeAdded: formatTimestamp(now) };
}

function namesOf(taints: readonly ClusterTaint[]): string {
  return taints.length === 0 ? 'it has none at all' : `it has ${taints.map(formatTaint).join(', ')}`;
}
