import { nearNames } from '../../base/near-names.ts';
import { qualifiedPlural } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { discover, findTypes, type DiscoveredType, type Discovery } from '../../kube/discovery.ts';
import { CommandFailure } from '../failure.ts';

/**
 * The one type a person means by a name: plural, singular, kind, short name or `plural.group`. Throws CommandFailure, in
 * KubeFed's words, when there is none or there are several; of several the core group's wins.
 */
export function chooseTarget(discovery: Discovery, name: string, version: string | undefined): DiscoveredType {
  const matches = findTypes(version === undefined ? discovery : onlyVersion(discovery, version), name);
  const chosen = matches.length === 1 ? matches[0] : matches.find(({ group }) => group === '');
  if (chosen) return chosen;
  if (matches.length > 1) {
    const names = matches.map(qualifiedPlural).toSorted();
    throw new CommandFailure(
      `Multiple resources are matched by "${name}": ${names.join(', ')}. A group-qualified plural name must be provided.`,
      { next: `say which one is meant, as in "${names[0]}"` },
    );
  }
  throw unknownTarget(discovery, name, version);
}

/** chooseTarget among what the server serves, checked for what propagation needs of a type. */
export async function findTarget(
  client: KubeClient,
  name: string,
  version: string | undefined,
): Promise<DiscoveredType> {
  const target = chooseTarget(await discover(client), name, version);
  const lacking = ['list', 'watch', 'create', 'patch', 'delete'].filter((verb) => !target.verbs.includes(verb));
  if (lacking.length === 0) return target;
  throw new CommandFailure(
    `${qualifiedPlural(target)} cannot be federated: the API server does not let its objects be used with ${lacking.join(', ')}`,
    { next: 'choose a type of which objects are stored' },
  );
}

/** A version asked for counts as the preferred one. */
function onlyVersion(discovery: Discovery, version: string): Discovery {
  const types = discovery.types
    .filter((type) => type.version === version)
    .map((type) => Object.assign({}, type, { preferred: true }));
  return { ...discovery, types };
}

function unknownTarget(discovery: Discovery, name: string, version: string | undefined): CommandFailure {
  const which = version === undefined ? '' : ` in version "${version}"`;
  const guesses = [...(version === undefined ? nearTargets(discovery, name) : []), ...silentGroups(discovery)];
  const next =
    guesses.length === 0
      ? '"kubectl api-resources" lists the types of the host; a CustomResourceDefinition has to be there before its type is enabled'
      : guesses.join(', or ');
  return new CommandFailure(`Unable to find api resource named "${name}"${which}.`, {
    next,
    kubefed: `Unable to find api resource named "${name}".`,
  });
}

function nearTargets({ types }: Discovery, name: string): string[] {
  const plurals = types.map(({ plural }) => plural);
  const near = nearNames(name.split('.', 1)[0] ?? '', plurals);
  const names = new Set(types.filter(({ plural }) => near.includes(plural)).map(qualifiedPlural));
  return names.size === 0 ? [] : [`perhaps it is ${[...names].toSorted().join(' or ')}`];
}

function silentGroups({ failed }: Discovery): string[] {
  const silent = failed.map(({ group, version, reason }) => `${group}/${version}: ${reason}`);
  return silent.length === 0
    ? []
    : [`it may be one of those the API server could not tell about: ${silent.join('; ')}`];
}
