import type { RawResponse } from '../client.ts';
import type { ListedGroup, ListedResource, ListedVersion } from './listing.ts';

/** What to ask for: all groups with their resources in one answer, else the plain list of groups. */
export const aggregatedAccept = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

interface Kind {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    /** `Stale` when what serves this version does not answer now. */
    readonly freshness?: string;
    readonly resources?: readonly ResourceDiscovery[] | null;
  }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: Kind | null;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource?: string;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

/** The groups of an aggregated answer; undefined when the server gave its plain list instead. */
export function parseAggregated(response: RawResponse): ListedGroup[] | undefined {
  if (!(response.headers['content-type'] ?? '').includes('as=APIGroupDiscoveryList')) return undefined;
  const { items } = JSON.parse(response.body.toString('utf8')) as { items?: readonly GroupDiscovery[] | null };
  return (items ?? []).map(({ metadata, versions }) => {
    const group = metadata?.name ?? '';
    return { group, versions: (versions ?? []).map((version) => listVersion(group, version)) };
  });
}

function listVersion(
  group: string,
  { version, freshness, resources }: NonNullable<GroupDiscovery['versions']>[number],
): ListedVersion {
  if (freshness === 'Stale') {
    return { version, resources: [], failure: 'the server that serves it does not answer (stale discovery)' };
  }
  return { version, resources: (resources ?? []).flatMap((resource) => listResource(group, version, resource)) };
}

function listResource(group: string, version: string, found: ResourceDiscovery): ListedResource[] {
  const kind = found.responseKind?.kind ?? '';
  // Some aggregated servers list a parent only for the sake of its subresources: there is nothing of that kind.
  if (kind === '') return [];
  return [
    {
      group,
      version,
      plural: found.resource,
      kind,
      namespaced: found.scope === 'Namespaced',
      singular: found.singularResource ?? '',
      shortNames: found.shortNames ?? [],
      verbs: found.verbs,
      hasStatus: (found.subresources ?? []).some(({ subresource }) => subresource === 'status'),
    },
  ];
}
