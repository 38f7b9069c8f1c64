import type { KubeClient } from '../../src/kube/client.ts';

/** How often an API server has been asked to write, by `VERB resource` or `VERB resource/subresource`. */
export type WriteCounts = ReadonlyMap<string, number>;

const writing = new Set(['APPLY', 'DELETE', 'DELETECOLLECTION', 'PATCH', 'POST', 'PUT']);
/** What API servers write by themselves, and the tests of the lab's readiness. */
const ownBusiness = new Set(['endpoints', 'endpointslices', 'leases', 'selfsubjectaccessreviews', 'apiservices']);

/** Reads the API server's own count of requests. */
export async function countWrites(client: KubeClient): Promise<WriteCounts> {
  const { body } = await client.request('GET', '/metrics');
  const counts = new Map<string, number>();
  for (const line of body.toString('utf8').split('\n')) {
    const labels = /^apiserver_request_total\{(.*)\} (\S+)$/.exec(line);
    if (!labels?.[1] || !labels[2]) continue;
    const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels[1] ?? '')?.[1] ?? '';
    if (!writing.has(label('verb')) || ownBusiness.has(label('resource'))) continue;
    const subresource = label('subresource') === '' ? '' : `/${label('subresource')}`;
    const key = `${label('verb')} ${label('resource')}${subresource}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(labels[2]));
  }
  return counts;
}

/** What was written between two counts; nothing else is in it. */
export function writesBetween(before: WriteCounts, after: WriteCounts): Record<string, number> {
  const grown = [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count !== 0));
}
