import { defaultTypes } from '../api/default-types.ts';
import { defaultPlace, federatedTypeOf } from '../api/federated-type.ts';
import { qualifiedPlural, type ObjectRef, type ResourceType } from '../api/meta.ts';

/** A member of the demo, with the labels that examples/shop places things by. */
export interface DemoMember {
  readonly name: string;
  readonly region: string;
  readonly tier: string;
}

export const members: readonly DemoMember[] = [
  { name: 'member-1', region: 'baltic', tier: 'prod' },
  { name: 'member-2', region: 'baltic', tier: 'staging' },
  { name: 'member-3', region: 'north', tier: 'prod' },
];

/** One federated object of examples/shop. */
export interface Good {
  /** As kubectl writes it: `deployment/web`. */
  readonly label: string;
  readonly target: ResourceType;
  readonly federated: ResourceType;
  /** Where it is in the members. */
  readonly ref: ObjectRef;
  /** Where it is on the host. */
  readonly federatedRef: ObjectRef;
  /** Whether its placement chooses the member. */
  readonly isFor: (member: DemoMember) => boolean;
}

/** The namespace of examples/shop. */
export const shopNamespace = 'shop';

const everywhere = () => true;

export const web = good('deployments.apps', 'web', everywhere);

/** All of examples/shop, in the order of its files. */
export const goods: readonly Good[] = [
  good('namespaces', shopNamespace, everywhere),
  web,
  good('services', 'web', everywhere),
  good('configmaps', 'prices', ({ region }) => region === 'baltic'),
  good('secrets', 'payment', ({ tier }) => tier === 'prod'),
];

/** The types that examples/shop needs federated, as `hansa enable` takes them. */
export const types: readonly string[] = goods.map(({ target }) => qualifiedPlural(target));

function good(type: string, name: string, isFor: Good['isFor']): Good {
  const found = defaultTypes.find(({ target }) => qualifiedPlural(target) === type);
  if (found === undefined) throw new Error(`${type} is not among the default types`);
  const { target } = found;
  return {
    label: `${target.kind.toLowerCase()}/${name}`,
    target,
    federated: federatedTypeOf(target, defaultPlace),
    ref: { namespace: target.namespaced ? shopNamespace : '', name },
    federatedRef: { namespace: shopNamespace, name },
    isFor,
  };
}
