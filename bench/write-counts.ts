/** Writes by what they were, such as `PATCH configmaps` or `PATCH federatedconfigmaps/status`, and how many. */
export type WriteCounts = ReadonlyMap<string, number>;

const requests = /^apiserver_request_total\{(.*)\} (\S+)$/gm;
/** A label and its value, which may hold escaped quotes. */
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;
/** kube-apiserver counts server-side applies apart from other patches. */
const writes = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']);

/** The writes an API server has answered so far, whatever the answer was, from the text of its /metrics. */
export function parseWriteCounts(metrics: string): WriteCounts {
  const counts = new Map<string, number>();
  for (const [, labels = '', value] of metrics.matchAll(requests)) {
    const { verb = '', resource = '', subresource = '' } = parseLabels(labels);
    if (!writes.has(verb)) continue;
    const name = writeName(verb, resource, subresource);
    counts.set(name, (counts.get(name) ?? 0) + Number(value));
  }
  return counts;
}

/** The name a kind of write has in WriteCounts. */
export function writeName(verb: string, resource: string, subresource = ''): string {
  return `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
}

/** The counts less those of an earlier look, or less some that are known; without what is then zero. */
export function without(counts: WriteCounts, known: WriteCounts): WriteCounts {
  const left = new Map(counts);
  for (const [name, count] of known) left.set(name, (left.get(name) ?? 0) - count);
  return new Map([...left].filter(([, count]) => count !== 0));
}

/** The counts of several API servers together. */
export function sumOf(each: readonly WriteCounts[]): WriteCounts {
  const sum = new Map<string, number>();
  for (const counts of each) for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
}

/** How many writes there are of all kinds. */
export function totalOf(counts: WriteCounts): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

function parseLabels(text: string): Record<string, string | undefined> {
  return Object.fromEntries(text.matchAll(label).map(([, name, value]) => [name, value]));
}
