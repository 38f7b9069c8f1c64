import { objectName } from '../../api/kubernetes-names.ts';
import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { typesGroup } from '../../api/names.ts';
import { isCalled, type NamedType } from '../../api/type-names.ts';

/** A type as a server's discovery describes it. */
export interface ServedType extends ResourceType, NamedType {
  readonly verbs: readonly string[];
  /** Whether this is the version the server prefers. */
  readonly preferred: boolean;
}

/** What controllers make of other objects, and nobody federates; as KubeFed names them. */
const madeByControllers: readonly string[] = [
  'endpoints',
  'events',
  'events.events.k8s.io',
  'propagatedversions.core.kubefed.io',
];

/**
 * The types whose objects are what a namespace holds, in the order of their names: all that are served in namespaces and
 * can be created, but for those that controllers fill, federated types, the group extensions, and what is to be skipped,
 * by any name of a type or by the name of a group.
 */
export function chooseContents<T extends ServedType>(types: readonly T[], skip: readonly string[]): T[] {
  const names = [...madeByControllers, ...skip];
  return types
    .filter((type) => type.preferred && type.namespaced)
    .filter(({ verbs }) => ['list', 'create'].every((verb) => verbs.includes(verb)))
    .filter(({ group, kind }) => group !== 'extensions' && !(group === typesGroup && kind.startsWith('Federated')))
    .filter((type) => !skip.includes(type.group) && !names.some((name) => isCalled(type, name)))
    .toSorted((one, other) => (qualifiedPlural(one) < qualifiedPlural(other) ? -1 : 1));
}

/** Why an object of a namespace's contents is left out; undefined when it is not. */
export function reasonToLeaveOut(object: KubeObject, type: ResourceType): string | undefined {
  const { name, ownerReferences = [] } = object.metadata;
  if (!objectName.safeParse(name).success) return 'its name is not a DNS-1123 subdomain';
  const owner = ownerReferences.map((reference) => reference as unknown as Owner).find(({ controller }) => controller);
  if (owner) return `${owner.kind} ${owner.name} makes it`;
  if (isAccountToken(object, type)) return 'it opens this cluster, and no other';
  return madeByEveryCluster.has(`${qualifiedPlural(type)}/${name}`) ? 'every cluster makes its own' : undefined;
}

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

/** A token of one cluster's ServiceAccount has no place in others, which would throw it away besides. */
function isAccountToken(object: KubeObject & { readonly type?: unknown }, type: ResourceType): boolean {
  return qualifiedPlural(type) === 'secrets' && object.type === 'kubernetes.io/service-account-token';
}

const madeByEveryCluster: ReadonlySet<string> = new Set(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);
