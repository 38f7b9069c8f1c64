import { federatedTypeOf, defaultPlace, splitTypesOf } from '../../../api/federated-type.ts';
import { defaultTypes } from '../../../api/default-types.ts';
import type { ResourceType } from '../../../api/meta.ts';
import { coreGroup, policyGroup, schedulingGroup } from '../../../api/names.ts';

/** What the controllers may do with some resources of one API group on the host. */
export interface HostRule {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only objects of this name. */
  readonly name?: string;
}

const follow = ['list', 'watch'];
const federated = defaultTypes.map(({ target }) => ({ target, type: federatedTypeOf(target, defaultPlace) }));
const namespacedTypes = federated.filter(({ target }) => target.namespaced || target.plural === 'namespaces');
const clusterTypes = federated.filter((one) => !namespacedTypes.includes(one));

/** In the namespace of the federation, whatever its scope. */
export const systemRules: readonly HostRule[] = [
  { group: coreGroup, resources: ['kubefedconfigs'], verbs: follow },
  { group: coreGroup, resources: ['kubefedclusters'], verbs: follow },
  { group: coreGroup, resources: ['kubefedclusters/status'], verbs: ['patch'] },
  { group: coreGroup, resources: ['federatedtypeconfigs'], verbs: [...follow, 'patch'] },
  { group: coreGroup, resources: ['federatedtypeconfigs/status'], verbs: ['patch'] },
  { group: '', resources: ['secrets'], verbs: follow },
  { group: 'coordination.k8s.io', resources: ['leases'], verbs: ['create'] },
  { group: 'coordination.k8s.io', resources: ['leases'], verbs: ['get', 'update'], name: 'kubefed-controller-manager' },
];

/** In every namespace that is federated. */
export const federationRules: readonly HostRule[] = [
  ...propagate(namespacedTypes.map(({ type }) => type)),
  ...readSplit(namespacedTypes),
  { group: coreGroup, resources: ['propagatedversions'], verbs: [...follow, 'create'] },
  { group: coreGroup, resources: ['propagatedversions/status'], verbs: ['patch'] },
  { group: coreGroup, resources: ['federatedservicestatuses'], verbs: [...follow, 'create', 'patch'] },
  { group: schedulingGroup, resources: ['replicaschedulingpreferences', 'schedulingpreferences'], verbs: follow },
  { group: schedulingGroup, resources: ['schedulingpreferences/status'], verbs: ['patch'] },
  { group: policyGroup, resources: ['placementpolicies'], verbs: follow },
  { group: '', resources: ['events'], verbs: ['create'] },
];

/** Where all namespaces are federated. */
export const clusterRules: readonly HostRule[] = [
  ...propagate(clusterTypes.map(({ type }) => type)),
  ...readSplit(clusterTypes),
  { group: coreGroup, resources: ['clusterpropagatedversions'], verbs: [...follow, 'create'] },
  { group: coreGroup, resources: ['clusterpropagatedversions/status'], verbs: ['patch'] },
  { group: policyGroup, resources: ['clusterplacementpolicies'], verbs: follow },
  { group: '', resources: ['namespaces'], verbs: follow },
];

/** Placement and Override objects are their owners' alone: they are followed, and never written. */
function readSplit(types: typeof federated): HostRule[] {
  const split = types.flatMap(({ target }) => Object.values<ResourceType>(splitTypesOf(target, defaultPlace)));
  return [{ group: defaultPlace.federatedGroup, resources: split.map(({ plural }) => plural), verbs: follow }];
}

/** What people federate, for the roles admin, edit and view. */
export const userResources: readonly Pick<HostRule, 'group' | 'resources'>[] = [
  ...new Set(federated.map(({ type }) => type.group)),
].map((group) => ({
  group,
  resources: federated.filter(({ type }) => type.group === group).map(({ type }) => type.plural),
}));

/** The federated objects are followed; their finalizer, template and status are patched. */
function propagate(types: readonly { readonly group: string; readonly plural: string }[]): HostRule[] {
  return [...new Set(types.map(({ group }) => group))].flatMap((group) => {
    const plurals = types.filter((type) => type.group === group).map(({ plural }) => plural);
    return [
      { group, resources: plurals, verbs: [...follow, 'patch'] },
      { group, resources: plurals.map((plural) => `${plural}/status`), verbs: ['patch'] },
    ];
  });
}
