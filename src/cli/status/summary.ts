import type { FederatedObject } from '../../api/federated-object.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { clusterReadiness } from '../cluster-readiness.ts';
import { formatRows, type Column, type TableFormat } from '../output.ts';
import type { SplitOf } from './read-split.ts';
import { formatTroubles, isPropagated, isWell, reportObject, type ObjectReport } from './object-report.ts';

/** The federated objects of one type, as the host has them. */
export interface TypeObjects {
  /** Name of the FederatedTypeConfig. */
  readonly type: string;
  readonly objects: readonly FederatedObject[];
  readonly splitOf: SplitOf;
}

interface TypeSummary {
  readonly type: string;
  readonly objects: number;
  readonly propagated: number;
  readonly notPropagated: number;
  readonly notHealthy: number;
}

export interface Summary {
  readonly clusters: { readonly joined: number; readonly ready: number; readonly notReady: readonly string[] };
  readonly types: readonly TypeSummary[];
  /** The objects that are not as wanted. */
  readonly notPropagated: readonly ObjectReport[];
  /** Those that are, and do not do well. */
  readonly notHealthy: readonly ObjectReport[];
}

/** One story about all federated objects: how many there are of each type, and which are not right. */
export function summarise(clusters: readonly KubeFedCluster[], listed: readonly TypeObjects[]): Summary {
  const reports = listed.flatMap(({ type, objects, splitOf }) =>
    objects.map((object) => reportObject(type, object, splitOf(object))),
  );
  const notReady = clusters.filter((cluster) => clusterReadiness(cluster) !== 'True');
  const types = listed.map(({ type, objects }) => {
    const own = reports.filter((report) => report.type === type);
    const propagated = own.filter(isPropagated).length;
    const notHealthy = own.filter((report) => !isWell(report)).length;
    return { type, objects: objects.length, propagated, notPropagated: objects.length - propagated, notHealthy };
  });
  return {
    clusters: {
      joined: clusters.length,
      ready: clusters.length - notReady.length,
      notReady: notReady.map(({ metadata }) => metadata.name),
    },
    types,
    notPropagated: reports.filter((report) => !isPropagated(report)),
    notHealthy: reports.filter((report) => isPropagated(report) && !isWell(report)),
  };
}

/** The summary as a page for people; types without objects show only when it is wide. */
export function formatSummary(summary: Summary, format: TableFormat): string {
  const types = summary.types.filter(({ objects }) => format === 'wide' || objects > 0);
  const table = types.length === 0 ? nothingFederated(summary) : formatRows(format, typeColumns, types);
  return `${formatClusters(summary)}\n${table}${formatWrong(summary, format)}`;
}

function formatClusters({ clusters: { joined, ready, notReady } }: Summary): string {
  if (joined === 0) return 'No cluster has joined yet: "hansa join NAME" adds one.\n';
  const many = joined === 1 ? '1 cluster' : `${joined} clusters`;
  return `${many}, ${ready} ready${notReady.length === 0 ? '' : `; not ready: ${notReady.join(', ')}`}\n`;
}

function nothingFederated({ types }: Summary): string {
  if (types.length === 0) return 'No type is federated yet: "hansa enable TYPE" adds one.\n';
  return `There are no federated objects yet; ${types.length} types are federated, as "hansa types" shows.\n`;
}

/** As many objects as a person reads through; the rest is in `hansa status TYPE -A`. */
const mostListed = 20;

function formatWrong({ notPropagated, notHealthy }: Summary, format: TableFormat): string {
  const wrong = [...notPropagated, ...notHealthy];
  if (wrong.length === 0) return '';
  const listed = formatRows(format, wrongColumns, wrong.slice(0, mostListed));
  const rest = wrong.length - mostListed;
  const more = rest > 0 ? `... and ${rest} more; "hansa status TYPE -A" lists all of a type\n` : '';
  return `\nNot as they should be:\n${listed}${more}`;
}

const typeColumns: readonly Column<TypeSummary>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'OBJECTS', cell: ({ objects }) => String(objects) },
  { heading: 'PROPAGATED', cell: ({ propagated }) => String(propagated) },
  { heading: 'NOT PROPAGATED', cell: ({ notPropagated }) => String(notPropagated) },
  { heading: 'NOT HEALTHY', cell: ({ notHealthy }) => String(notHealthy) },
];

const wrongColumns: readonly Column<ObjectReport>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'NAMESPACE', cell: ({ namespace }) => namespace || '<none>' },
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'HEALTH', cell: ({ health }) => health },
  { heading: 'CLUSTERS', cell: (report, format) => formatTroubles(report, { messages: format === 'wide' }) },
];
