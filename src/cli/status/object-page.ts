import type { FederatedObject, FederatedStatus } from '../../api/federated-object.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { apiVersionOf } from '../../api/meta.ts';
import { mergeForms, type MergedForms, type SplitForms } from '../../plan/forms/merge-forms.ts';
import { ageSince } from '../age.ts';
import { formatRows, type Column, type TableFormat } from '../output.ts';
import { clusterRows, isElsewhere, recordedRows, type ClusterRow, type PlacementFacts } from './cluster-rows.ts';
import { describePlacement } from './describe-placement.ts';
import { reportObject } from './object-report.ts';

/** A federated object, what stands apart from it, and what else decides where it should be. */
export interface ObjectFacts {
  readonly object: FederatedObject;
  readonly split: SplitForms;
  readonly facts: PlacementFacts;
}

/** One federated object as a page for people: what it is, how it is, and cluster by cluster what became of it. */
export function formatObjectPage(
  type: ResourceType,
  { object, split, facts }: ObjectFacts,
  { now, format }: { readonly now: number; readonly format: TableFormat },
): string {
  const forms = mergeForms(object, split);
  const rows = (forms.ok ? clusterRows(forms.federated, facts) : recordedRows(object)).filter(
    (row) => format === 'wide' || !isElsewhere(row),
  );
  const table =
    rows.length === 0 ? 'It is in no cluster; -o wide says why.\n' : formatRows(format, columnsOf(rows), rows);
  return `${formatFields([...fieldsOf(type, object, split, now), ...splitFields(object, split, forms)])}\n${table}`;
}

type Field = readonly [name: string, value: string | undefined];

function fieldsOf(
  { group, version, kind }: ResourceType,
  object: FederatedObject,
  split: SplitForms,
  now: number,
): Field[] {
  const { metadata, status } = object;
  const condition = status?.conditions?.find(({ type }) => type === 'Propagation');
  const since = condition?.lastTransitionTime;
  const updated = condition?.lastUpdateTime;
  return [
    ['Kind', `${kind} (${apiVersionOf({ group, version })})`],
    ['Namespace', metadata.namespace],
    ['Name', metadata.name],
    ['Age', ageSince(metadata.creationTimestamp, now)],
    ['State', `${reportObject('', object, split).state}${since === undefined ? '' : `, for ${ageSince(since, now)}`}`],
    ['Message', condition?.message],
    ['Health', healthOf(status)],
    ['Replicas', replicasOf(status)],
    ['Policy', status?.conditions?.find(({ type }) => type === 'PlacementAllowed')?.message],
    ['Updated', updated === undefined ? undefined : `${ageSince(updated, now)} ago`],
    ['Generation', `${metadata.generation ?? 0} (propagated: ${status?.observedGeneration ?? 'none'})`],
  ];
}

function healthOf(status: FederatedStatus | undefined): string | undefined {
  const { health, message } = status?.summary ?? {};
  return message === undefined ? health : `${health} (${message})`;
}

function replicasOf(status: FederatedStatus | undefined): string | undefined {
  const counts = status?.summary?.replicas;
  return (
    counts && `${counts.wanted} wanted, ${counts.ready} ready, ${counts.updated} updated, ${counts.available} available`
  );
}

/** Where it goes, and what is said of it by objects of their own. */
function splitFields({ status }: FederatedObject, { placement, override }: SplitForms, forms: MergedForms): Field[] {
  const { observedPlacementGeneration, observedOverrideGeneration } = status ?? {};
  const whence = placement && fromApart(placement, observedPlacementGeneration);
  const where = forms.ok ? describePlacement(forms.federated) : 'unknown while two objects say different things';
  return [
    ['Placement', forms.ok && whence !== undefined ? `${where} (${whence})` : where],
    ['Overrides', override && fromApart(override, observedOverrideGeneration)],
  ];
}

function fromApart({ kind, metadata }: KubeObject, observed: number | undefined): string {
  return `${kind}, generation ${metadata.generation ?? 0} (propagated: ${observed ?? 'none'})`;
}

function formatFields(fields: readonly Field[]): string {
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${`${name}:`.padEnd(13)}${value}\n`)
    .join('');
}

/** How it does has columns only where somebody says so. */
function columnsOf(rows: readonly ClusterRow[]): readonly Column<ClusterRow>[] {
  const healthColumn: Column<ClusterRow> = { heading: 'HEALTH', cell: ({ health = '' }) => health };
  const readyColumn: Column<ClusterRow> = { heading: 'READY', cell: ({ ready = '' }) => ready };
  return [
    { heading: 'CLUSTER', cell: ({ cluster }) => cluster },
    { heading: 'STATUS', cell: ({ status }) => status },
    ...(rows.some(({ health }) => health !== undefined) ? [healthColumn] : []),
    ...(rows.some(({ ready }) => ready !== undefined) ? [readyColumn] : []),
    { heading: 'VERSION', cell: ({ version }, format) => (format === 'wide' ? version : shorten(version)) },
    { heading: 'MESSAGE', cell: ({ message }) => message },
  ];
}

const shownHash = 8;

/** Enough of the hash to tell two apart, and all of the object version. */
function shorten(version: string): string {
  const slash = version.indexOf('/');
  return slash < 0 ? version : `${version.slice(0, Math.min(slash, shownHash))}${version.slice(slash)}`;
}
