import type { ClusterTaint } from '../../api/kubefed-cluster.ts';

/** As kubectl writes it: `key=value:Effect`. */
export function formatTaint({
  key,
  value,
  effect,
}: Pick<ClusterTaint, 'key' | 'effect'> & { readonly value?: string }): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}
