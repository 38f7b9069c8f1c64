import type { ClusterTaint } from '../../api/kubefed-cluster.ts';
import type { TolerationSpec } from '../../api/toleration.ts';

/** What taints are put up with, as a Pod says it. */
export interface Toleration {
  /** Absent means every key. */
  readonly key?: string;
  /** Absent means whatever value. */
  readonly value?: string;
  /** Absent means every effect. */
  readonly effect?: ClusterTaint['effect'];
}

/** A taint, whenever it came. */
export type Taint = Pick<ClusterTaint, 'key' | 'value' | 'effect'>;

/** A toleration, ready for many taints. */
export function parseToleration({ key, operator = 'Equal', value = '', effect }: TolerationSpec): Toleration {
  return {
    ...(key !== undefined && { key }),
    ...(operator === 'Equal' && { value }),
    ...(effect !== undefined && { effect }),
  };
}

/** Whether a toleration is about the taint; no value is the same as an empty one. */
export function tolerates({ key, value, effect }: Toleration, taint: Taint): boolean {
  const sameKey = key === undefined || key === taint.key;
  const sameValue = value === undefined || value === (taint.value ?? '');
  return sameKey && sameValue && (effect === undefined || effect === taint.effect);
}
