import type { FederatedObject } from '../../api/federated-object.ts';
import { refOf, type ResourceType } from '../../api/meta.ts';
import type { SelectableObject } from '../policy/policy-selection.ts';
import type { SchedulableObject } from '../schedule/compile-preference.ts';

/** A federated object as policies and preferences select it. */
export type RuledObject = SelectableObject & SchedulableObject;

/** What policies and preferences see of an object of a federated type; isNamespace says whether that federates namespaces. */
export function ruledObject(
  federated: FederatedObject,
  { kind }: Pick<ResourceType, 'kind'>,
  isNamespace: boolean,
): RuledObject {
  const { namespace, name } = refOf(federated);
  return { kind, namespace, name, labels: federated.metadata.labels ?? {}, isNamespace };
}
