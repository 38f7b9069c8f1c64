import {
  federatedResource,
  federatedTypeConfigType,
  targetResource,
  type FederatedTypeConfig,
} from '../api/federated-type-config.ts';
import { qualifiedPlural, type ResourceType } from '../api/meta.ts';
import { discover, findTypes } from '../kube/discovery.ts';
import { CommandFailure } from './failure.ts';
import type { Host } from './host.ts';

/**
 * The FederatedTypeConfig a person means by a name: of the target or of its federated type, the plural, kind, short name
 * or `plural.group`. Throws CommandFailure when none is enabled by that name, or several.
 */
export async function findTypeConfig(host: Host, name: string): Promise<FederatedTypeConfig> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  const named = items.filter((config) => isCalled(config, name));
  const found = named.length === 0 ? await byShortName(host, items, name) : named;
  const [only] = found;
  if (only && found.length === 1) return only;
  const exact = found.find(({ metadata }) => metadata.name === name.toLowerCase());
  if (exact) return exact;
  if (only) {
    const names = found.map(({ metadata }) => metadata.name).join(', ');
    throw new CommandFailure(`"${name}" may be any of: ${names}`, { next: 'write it as one of these' });
  }
  throw new CommandFailure(`the type "${name}" is not federated`, {
    next: '"hansa types" lists those that are, "hansa enable" adds one',
  });
}

function isCalled(config: FederatedTypeConfig, name: string): boolean {
  const wanted = name.toLowerCase();
  return [targetResource(config), federatedResource(config)].some((type) =>
    [type.plural, type.kind.toLowerCase(), qualifiedPlural(type)].includes(wanted),
  );
}

/** Only the server knows short names. */
async function byShortName(
  { client }: Host,
  configs: readonly FederatedTypeConfig[],
  name: string,
): Promise<FederatedTypeConfig[]> {
  const types = findTypes(await discover(client), name);
  return configs.filter((config) =>
    types.some((type) => [targetResource(config), federatedResource(config)].some((own) => areSame(own, type))),
  );
}

function areSame(one: ResourceType, other: ResourceType): boolean {
  return one.group === other.group && one.plural === other.plural;
}
