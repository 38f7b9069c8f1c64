import type { FederatedObject } from '../../api/federated-object.ts';
import { formatRows, type Column, type TableFormat } from '../output.ts';
import { formatTroubles, isPropagated, reportObject, type ObjectReport } from './object-report.ts';

/** The federated objects of one type, as the host has them. */
export interface TypeObjects {
  /** Name of the FederatedTypeConfig, such as `deployments.apps`. */
  readonly type: string;
  readonly objects: readonly FederatedObject[];
}

export interface TypeSummary {
  readonly type: string;
  readonly objects: number;
  readonly propagated: number;
  readonly notPropagated: number;
}

export interface Summary {
  readonly types: readonly TypeSummary[];
  /** The objects that are not as wanted. */
  readonly notPropagated: readonly (ObjectReport & { readonly type: string })[];
}

/** One story about all federated objects: how many there are of each type, and which are not right. */
export function summarise(listed: readonly TypeObjects[]): Summary {
  const reports = listed.map(({ type, objects }) => ({ type, reports: objects.map(reportObject) }));
  return {
    types: reports.map(({ type, reports }) => {
      const propagated = reports.filter(isPropagated).length;
      return { type, objects: reports.length, propagated, notPropagated: reports.length - propagated };
    }),
    notPropagated: reports.flatMap(({ type, reports }) =>
      reports.filter((report) => !isPropagated(report)).map((report) => ({ type, ...report })),
    ),
  };
}

/** As many objects as a person reads through; the rest is in `hansa status TYPE`. */
const mostListed = 20;

/** The summary as a page for people. */
export function formatSummary(summary: Summary, format: TableFormat): string {
  const types = formatRows(format, typeColumns, summary.types);
  const wrong = summary.notPropagated;
  if (wrong.length === 0) return types;
  const listed = formatRows(format, wrongColumns, wrong.slice(0, mostListed));
  const rest = wrong.length - mostListed;
  const more = rest > 0 ? `... and ${rest} more; "hansa status TYPE" lists those of a type\n` : '';
  return `${types}\nNot as they should be:\n${listed}${more}`;
}

const typeColumns: readonly Column<TypeSummary>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'OBJECTS', cell: ({ objects }) => String(objects) },
  { heading: 'PROPAGATED', cell: ({ propagated }) => String(propagated) },
  { heading: 'NOT PROPAGATED', cell: ({ notPropagated }) => String(notPropagated) },
];

const wrongColumns: readonly Column<Summary['notPropagated'][number]>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'NAMESPACE', cell: ({ namespace }) => namespace || '<none>' },
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'CLUSTERS', cell: (report, format) => formatTroubles(report, { messages: format === 'wide' }) },
];
