import type { KubeClient } from '../client.ts';
import { isNotFound } from '../errors.ts';
import type { ListedGroup, ListedResource, ListedVersion } from './listing.ts';

interface ApiGroup {
  readonly name: string;
  readonly versions: readonly { readonly version: string }[];
  readonly preferredVersion?: { readonly version: string };
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Asks a server that has no aggregated discovery, group by group. A version that fails is listed with its failure;
 * rejects when the list of groups itself fails.
 */
export async function walkGroups(client: KubeClient, signal: AbortSignal | undefined): Promise<ListedGroup[]> {
  const [core, named] = await Promise.all([
    getJson<{ versions?: readonly string[] }>(client, '/api', signal).catch(noneIfMissing),
    getJson<{ groups?: readonly ApiGroup[] | null }>(client, '/apis', signal),
  ]);
  const groups: ApiGroup[] = [
    { name: '', versions: (core?.versions ?? []).map((version) => ({ version })) },
    ...(named.groups ?? []),
  ];
  return Promise.all(groups.map((group) => walkVersions(client, group, signal)));
}

async function walkVersions(
  client: KubeClient,
  { name, versions, preferredVersion }: ApiGroup,
  signal: AbortSignal | undefined,
): Promise<ListedGroup> {
  const preferred = preferredVersion?.version;
  const order = versions
    .map(({ version }) => version)
    .sort((one, other) => Number(other === preferred) - Number(one === preferred));
  return {
    group: name,
    versions: await Promise.all(order.map((version) => listVersion(client, name, version, signal))),
  };
}

async function listVersion(
  client: KubeClient,
  group: string,
  version: string,
  signal: AbortSignal | undefined,
): Promise<ListedVersion> {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { resources } = await getJson<{ resources?: readonly ApiResource[] | null }>(client, path, signal);
    return { version, resources: listResources(group, version, resources ?? []) };
  } catch (error) {
    signal?.throwIfAborted();
    return { version, resources: [], failure: error instanceof Error ? error.message : String(error) };
  }
}

function listResources(group: string, version: string, found: readonly ApiResource[]): ListedResource[] {
  const names = new Set(found.map(({ name }) => name));
  return found
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, singularName, shortNames, verbs }) => ({
      group,
      version,
      plural: name,
      kind,
      namespaced,
      singular: singularName ?? '',
      shortNames: shortNames ?? [],
      verbs,
      hasStatus: names.has(`${name}/status`),
    }));
}

async function getJson<T>(client: KubeClient, path: string, signal: AbortSignal | undefined): Promise<T> {
  const { body } = await client.request('GET', path, signal ? { signal } : {});
  return JSON.parse(body.toString('utf8')) as T;
}

/** A server that only extends others has no core group. */
function noneIfMissing(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
