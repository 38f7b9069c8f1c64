import type { PreviewedCluster, SchedulePreview } from '../../plan/schedule/preview-schedule.ts';
import { formatTable } from '../table.ts';
import type { TriedObject } from './try-object.ts';
import type { TriedPreference, TriedSchedules } from './try-schedule.ts';

/** What would be decided, for people: every preference, object by object. */
export function formatSchedules({ preferences }: TriedSchedules): string {
  return [...preferences.map(formatPreference), 'Nothing was written.\n'].join('\n');
}

function formatPreference({ preference, problem, notes, objects }: TriedPreference): string {
  const head = `SchedulingPreference ${preference}`;
  if (problem !== undefined) return `${head} cannot be followed: ${problem}\n`;
  const lines = [`${head} decides about ${objects.length === 1 ? '1 object' : `${objects.length} objects`}`];
  const told = notes.map((note) => `note: ${note}`);
  return [`${[...lines, ...told].join('\n')}\n`, ...objects.map(formatObject)].join('\n');
}

function formatObject({ kind, object, problem, schedule, notes }: TriedObject): string {
  const what = `${kind} ${object}: `;
  const told = notes.map((note) => `note: ${note}\n`).join('');
  if (!schedule) return `${what}nothing would be decided: ${problem ?? ''}\n${told}`;
  const { clusters, message } = schedule;
  const table = clusters.length === 0 ? '' : formatTable(headings, clusters.map(rowOf));
  return `${what}${message}\n${indent(table + formatLeft(schedule))}${told}`;
}

const headings = ['CLUSTER', 'REPLICAS', 'REASON', 'WHY'] as const;

function rowOf(cluster: PreviewedCluster): string[] {
  return [cluster.cluster, formatReplicas(cluster), cluster.reason, cluster.message];
}

/** Where replicas are not divided, whether it is there is all there is to tell. */
function formatReplicas({ change, replicasNow, replicas, reason }: PreviewedCluster): string {
  if (replicasNow === undefined) return change;
  if (replicas === undefined) return reason === 'Autoscaled' ? `${replicasNow} (autoscaled)` : String(replicasNow);
  return replicasNow === replicas ? String(replicas) : `${replicasNow} -> ${replicas}`;
}

function formatLeft({ left }: SchedulePreview): string {
  return left.map(({ clusters, reason, message }) => `left: ${clusters.join(', ')} (${reason}: ${message})\n`).join('');
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
