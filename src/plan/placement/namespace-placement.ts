import type { FederatedObject } from '../../api/federated-object.ts';
import { mergeForms, type SplitForms } from '../forms/merge-forms.ts';
import type { NamespacePlacement } from './choose-clusters.ts';

/** What a FederatedNamespace says, in whichever form, of the objects in its namespace; its overrides say nothing. */
export function namespacePlacementOf(
  federated: FederatedObject | undefined,
  { placement }: Pick<SplitForms, 'placement'>,
): NamespacePlacement {
  if (!federated) return { kind: 'missing' };
  const forms = mergeForms(federated, placement ? { placement } : {});
  return forms.ok
    ? { kind: 'found', placement: forms.federated.spec?.placement }
    : { kind: 'contradictory', message: forms.message };
}
