import type { LabelSelector } from '../../api/federated-object.ts';
import type { KubeObject } from '../../api/meta.ts';
import { formatRequirement, parseLabelSelector } from '../placement/label-selector.ts';

interface Selecting {
  readonly spec?: { readonly selector?: LabelSelector };
}

/** What the pods of a workload are found by; a reason where it has nothing to find them by: an empty selector would be every pod. */
export function podSelectorOf(workload: KubeObject): { readonly labelSelector: string } | { readonly reason: string } {
  const matcher = parseLabelSelector((workload as Selecting).spec?.selector ?? {});
  if (!matcher.ok) return { reason: `spec.selector.${matcher.reasons.join('; ')}` };
  if (matcher.value.length === 0) return { reason: 'there is no spec.selector to find its pods by' };
  return { labelSelector: matcher.value.map(formatRequirement).join(',') };
}
