import { isCalled } from '../api/type-names.ts';
import type { KubeClient } from './client.ts';
import { aggregatedAccept, parseAggregated } from './discovery/aggregated.ts';
import { walkGroups } from './discovery/legacy.ts';
import type { ListedGroup, ListedResource } from './discovery/listing.ts';
import { isNotFound } from './errors.ts';

/** A type one API server serves, in one version. */
export interface DiscoveredType extends ListedResource {
  /** Whether this is the version the server prefers of those it has of this type. */
  readonly preferred: boolean;
}

/** A version of a group of which nothing is known, since what serves it failed. */
interface FailedVersion {
  readonly group: string;
  readonly version: string;
  readonly reason: string;
}

/** What an API server serves. A type that is not here may still exist if its group is among the failed. */
export interface Discovery {
  /** Every version of every type, without subresources. */
  readonly types: readonly DiscoveredType[];
  readonly failed: readonly FailedVersion[];
}

/** Asks a server for its types: in one answer where it can (from Kubernetes 1.27 on), else group by group. */
export async function discover(client: KubeClient, signal?: AbortSignal): Promise<Discovery> {
  const options = { headers: { accept: aggregatedAccept }, ...(signal ? { signal } : {}) };
  const [core, named] = await Promise.all([
    client.request('GET', '/api', options).then(parseAggregated, noneIfMissing),
    client.request('GET', '/apis', options).then(parseAggregated),
  ]);
  return summarise(core && named ? [...core, ...named] : await walkGroups(client, signal));
}

/** The types called so, each in its preferred version: plural, singular, kind, short name, or `plural.group`, in any case. */
export function findTypes(discovery: Discovery, name: string): DiscoveredType[] {
  return discovery.types.filter((type) => type.preferred && isCalled(type, name));
}

/** A server's types, asked for once however many want them. */
export interface DiscoveryCache {
  /** What is known; asks if nothing is. */
  get(): Promise<Discovery>;
  /** Asks again, for all who come after. */
  refresh(): Promise<Discovery>;
}

/** Keeps what discover found until it is told to refresh; a failure is not kept. */
export function createDiscoveryCache(client: KubeClient): DiscoveryCache {
  let known: Promise<Discovery> | undefined;
  const refresh = () => {
    const asked = discover(client);
    known = asked;
    asked.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked;
  };
  return { get: () => known ?? refresh(), refresh };
}

function summarise(groups: readonly ListedGroup[]): Discovery {
  const types: DiscoveredType[] = [];
  const failed: FailedVersion[] = [];
  for (const { group, versions } of groups) {
    const seen = new Set<string>();
    for (const { version, resources, failure } of versions) {
      if (failure !== undefined) failed.push({ group, version, reason: failure });
      for (const resource of resources) types.push({ ...resource, preferred: !seen.has(resource.plural) });
      for (const { plural } of resources) seen.add(plural);
    }
  }
  return { types, failed };
}

/** A server that only extends others has no core group. */
function noneIfMissing(error: unknown): ListedGroup[] {
  if (isNotFound(error)) return [];
  throw error;
}
