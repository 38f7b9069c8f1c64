import type { Change } from '../../base/changes.ts';
import type { Json } from '../../base/json.ts';
import type { PlannedCluster } from './plan-cluster.ts';
import type { Planned, PlannedObject } from './plan-wishes.ts';

const mostChanges = 20;
const mostText = 60;

/** A plan for people: every object, cluster by cluster, field by field. */
export function formatPlan({ objects }: Planned): string {
  return [...objects.map(formatObject), summaryOf(objects)].join('\n');
}

function formatObject({ kind, object, isNew, beside, problem, notes, clusters }: PlannedObject): string {
  const others = beside.map((other) => `${other.kind}${newness(other)}`).join(' and ');
  const lines = [`${kind} ${object}${newness({ isNew })}${others === '' ? '' : `, with ${others}`}`];
  if (problem !== undefined) lines.push(`  nothing would be done anywhere: ${problem}`);
  lines.push(...notes.map((note) => `  note: ${note}`));
  const width = Math.max(0, ...clusters.map(({ cluster }) => cluster.length));
  for (const cluster of clusters) lines.push(...formatCluster(cluster, width));
  return `${lines.join('\n')}\n`;
}

function newness({ isNew }: { readonly isNew: boolean }): string {
  return isNew ? ' (new)' : '';
}

function formatCluster({ cluster, kind, changes = [], why = '' }: PlannedCluster, width: number): string[] {
  const shown = changes.slice(0, mostChanges).map((change) => `      ${formatChange(change)}`);
  const more =
    changes.length > mostChanges ? [`      and ${changes.length - mostChanges} more; -o json shows all`] : [];
  return [`  ${cluster.padEnd(width)}   ${kind}${why === '' ? '' : `: ${why}`}`, ...shown, ...more];
}

function formatChange(change: Change): string {
  const { path } = change;
  if (!('before' in change)) return `${path}: + ${formatValue(change.after)}`;
  if (!('after' in change)) return `${path}: - ${formatValue(change.before)}`;
  return `${path}: ${formatValue(change.before)} -> ${formatValue(change.after)}`;
}

function formatValue(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > mostText ? `${text.slice(0, mostText)}...` : text;
}

const counted = ['created', 'changed', 'adopted', 'deleted', 'let go', 'refused', 'not asked'] as const;

function summaryOf(objects: readonly PlannedObject[]): string {
  const all = objects.flatMap(({ clusters }) => clusters);
  const parts = counted.flatMap((kind) => {
    const count = all.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `${parts.length === 0 ? 'Nothing would change in any cluster' : `In clusters: ${parts.join(', ')}`}. Nothing was written.\n`;
}
