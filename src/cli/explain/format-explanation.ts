import { formatTable } from '../table.ts';
import type { ClusterExplanation, Explanation } from './explain-object.ts';

/** An explanation for people; wide tells the reasons in one word as well. */
export function formatExplanation({ kind, object, problem, notes, clusters }: Explanation, wide = false): string {
  const placed = clusters.filter((cluster) => cluster.placed).length;
  const head = `${kind} ${object} belongs in ${placed} of ${clusters.length} clusters.\n`;
  if (problem !== undefined) return `${kind} ${object}: nothing is decided, and nothing changed anywhere: ${problem}\n`;
  const hasReplicas = clusters.some(({ replicas }) => replicas !== undefined);
  const headings = [
    'CLUSTER',
    'IN',
    ...(hasReplicas ? ['REPLICAS'] : []),
    'STATE',
    'DECIDED BY',
    ...(wide ? ['REASON'] : []),
    'WHY',
  ];
  const rows = clusters.map((cluster) => [
    cluster.cluster,
    cluster.placed ? 'yes' : 'no',
    ...(hasReplicas ? [formatReplicas(cluster)] : []),
    cluster.state ?? '-',
    cluster.by,
    ...(wide ? [cluster.reason] : []),
    cluster.why,
  ]);
  const messages = clusters.flatMap(({ cluster, message }) =>
    message === undefined ? [] : [`${cluster}: ${message}\n`],
  );
  const told = notes.map((note) => `note: ${note}\n`);
  const after = [...told, ...messages].join('');
  return `${head}\n${formatTable(headings, rows)}${after === '' ? '' : `\n${after}`}`;
}

function formatReplicas({ replicas, replicasBy }: ClusterExplanation): string {
  if (replicas === undefined) return '-';
  return replicasBy === 'cluster' ? "the cluster's own" : `${replicas} (${replicasBy})`;
}
