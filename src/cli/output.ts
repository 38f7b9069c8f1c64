import { Option } from 'commander';
import { dump } from 'js-yaml';
import type { KubeObject } from '../api/meta.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

export type TableFormat = 'table' | 'wide';
export type DocumentFormat = 'json' | 'yaml';
export type OutputFormat = TableFormat | DocumentFormat;

/** One column of a list; a wide one shows only with `-o wide`. */
export interface Column<Row> {
  readonly heading: string;
  readonly wide?: boolean;
  readonly cell: (row: Row, format: TableFormat) => string;
}

/** The -o flag that every list command has. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'print as wide (more columns), json or yaml')
    .choices(['wide', 'json', 'yaml'])
    .default('table', 'a table');
}

/** Rows as a table with the columns that the format shows. */
export function formatRows<Row>(format: TableFormat, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const shown = columns.filter(({ wide }) => format === 'wide' || !wide);
  return formatTable(
    shown.map(({ heading }) => heading),
    rows.map((row) => shown.map(({ cell }) => cell(row, format))),
  );
}

/** A value as one JSON or YAML document that ends in a newline. */
export function formatDocument(format: DocumentFormat, value: unknown): string {
  return format === 'json'
    ? `${JSON.stringify(value, null, 2)}\n`
    : dump(value, { noRefs: true, lineWidth: -1, skipInvalid: true });
}

/** Objects for a file of manifests: YAML documents, or in JSON the object, or the List of them where there are several. */
export function formatManifests(format: DocumentFormat, objects: readonly KubeObject[]): string {
  if (format === 'yaml') return objects.map((object) => `---\n${formatDocument('yaml', object)}`).join('');
  const [only] = objects;
  return formatDocument('json', objects.length === 1 ? only : listDocument(objects));
}

/** Objects as the List kubectl prints; managedFields, which nobody reads, are left out as kubectl leaves them out. */
export function listDocument(objects: readonly KubeObject[]): object {
  return {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { resourceVersion: '' },
    items: objects.map(withoutManagedFields),
  };
}

/** The object without metadata.managedFields. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { managedFields?: unknown };
  return { ...object, metadata };
}

export interface ListOutput<Row> {
  /** What json and yaml print. */
  readonly objects: readonly KubeObject[];
  /** What the table prints. */
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** What a person reads, on standard error, when there are no rows: which is so, and how to change it. */
  readonly empty: string;
}

/** Prints a list in the format asked for. */
export function printList<Row>(context: CliContext, format: OutputFormat, list: ListOutput<Row>): void {
  if (format === 'json' || format === 'yaml') return context.out(formatDocument(format, listDocument(list.objects)));
  if (list.rows.length === 0) return context.err(list.empty);
  context.out(formatRows(format, list.columns, list.rows));
}

/** `a=1,b=2` as kubectl prints labels; `<none>` for none. */
export function formatLabels(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.toSorted().join(',');
}
