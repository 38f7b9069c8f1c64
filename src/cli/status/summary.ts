import type { FederatedObject } from '../../api/federated-object.ts';
import { formatRows, type Column, type TableFormat } from '../output.ts';
import { formatTroubles, isPropagated, reportObject, type ObjectReport } from './object-report.ts';

/** The federated objects of one type, as the host has them. */
export interface TypeObjects {
  /** Name of the FederatedTypeConfig. */
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
  readonly notPropagated: readonly ObjectReport[];
}

/** One story about all federated objects: how many there are of each type, and which are not right. */
export function summarise(listed: readonly TypeObjects[]): Summary {
  const reports = listed.flatMap(({ type, objects }) => objects.map((object) => reportObject(type, object)));
  const wrong = reports.filter((report) => !isPropagated(report));
  const types = listed.map(({ type, objects }) => {
    const notPropagated = wrong.filter((report) => report.type === type).length;
    return { type, objects: objects.length, propagated: objects.length - notPropagated, notPropagated };
  });
  return { types, notPropagated: wrong };
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

const wrongColumns: readonly Column<ObjectReport>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'NAMESPACE', cell: ({ namespace }) => namespace || '<none>' },
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'CLUSTERS', cell: (report, format) => formatTroubles(report, { messages: format === 'wide' }) },
];
