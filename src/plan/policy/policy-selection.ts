import type { PlacementPolicySpec } from '../../api/placement-policy.ts';
import { matchesLabels, parseLabelSelector, type Labels } from '../placement/label-selector.ts';

/** A federated object as policies select it. */
export interface SelectableObject {
  /** Of the federated type, such as FederatedSecret. */
  readonly kind: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly labels: Labels;
  /** Whether it is a FederatedNamespace: taking one away takes all that is in it, so that it has to be named. */
  readonly isNamespace: boolean;
}

type Selection =
  | { readonly ok: true; readonly selects: (object: SelectableObject) => boolean }
  | { readonly ok: false; readonly fault: string };

/** Compiles spec.select; namespace is that of a PlacementPolicy, which selects nothing outside of it. */
export function compileSelection(select: NonNullable<PlacementPolicySpec['select']>, namespace?: string): Selection {
  const matcher = parseLabelSelector(select.labelSelector ?? {});
  if (!matcher.ok) {
    return { ok: false, fault: matcher.reasons.map((reason) => `spec.select.labelSelector.${reason}`).join('; ') };
  }
  const kinds = select.kinds && new Set(select.kinds);
  const namespaces = select.namespaces && new Set(select.namespaces);
  return {
    ok: true,
    selects: (object) =>
      (namespace === undefined || object.namespace === namespace) &&
      (kinds ? kinds.has(object.kind) : !object.isNamespace) &&
      (namespaces?.has(object.namespace) ?? true) &&
      matchesLabels(matcher.value, object.labels),
  };
}
