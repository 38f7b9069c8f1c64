import { formatTable } from '../table.ts';
import type { ObjectProspect, TypeComparison } from './compare-type.ts';
import type { Survey } from './survey.ts';

const mostShown = 10;

/** The survey for people; whole shows every object that would not stay as it is rather than the first ten. */
export function formatReport(survey: Survey, whole: boolean): string {
  const paragraphs = [headOf(survey)];
  if (survey.types.length > 0) paragraphs.push(formatTypes(survey.types));
  paragraphs.push(...formatOthers(survey.types, whole), ...formatKubeFed(survey), verdictOf(survey));
  return paragraphs.join('\n');
}

function headOf({ host, namespace, clusters }: Survey): string {
  const away = clusters.filter(({ ready }) => !ready).map(({ name }) => name);
  const lines = [
    `KubeFed on ${host}, namespace ${namespace}: ${clusters.length} clusters, ${clusters.length - away.length} ready`,
  ];
  if (away.length > 0) lines.push(`Not compared, since not ready, and left as they are: ${away.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function formatTypes(types: readonly TypeComparison[]): string {
  const rows = types.map(({ type, objects, right, others }) => [
    type,
    String(objects),
    String(right + others.length),
    String(right),
    others.length === 0 ? '-' : String(others.length),
  ]);
  return formatTable(['TYPE', 'FEDERATED', 'IN MEMBERS', 'AS WANTED', 'NOT AS WANTED'], rows);
}

function formatOthers(types: readonly TypeComparison[], whole: boolean): string[] {
  const others = types.flatMap(({ type, others }) => others.map((other) => ({ type, other })));
  if (others.length === 0) return [];
  const shown = whole ? others : others.slice(0, mostShown);
  const rows = shown.map(({ type, other }) => [type, other.object, other.cluster, describe(other)]);
  const more = others.length - shown.length;
  return [
    'What would not stay as it is:\n' +
      formatTable(['TYPE', 'OBJECT', 'CLUSTER', 'IT'], rows) +
      (more > 0 ? `and ${more} more; -o wide shows all\n` : ''),
  ];
}

function describe({ prospect }: ObjectProspect): string {
  if (prospect.kind === 'is changed') return `is changed at ${prospect.why === '' ? 'its root' : prospect.why}`;
  if (prospect.kind === 'is left alone') return `is left alone: ${prospect.why}`;
  if (prospect.kind === 'is let go') return 'loses its label and stays: nothing on the host stands behind it';
  return prospect.kind;
}

function formatKubeFed({ remnants, types }: Survey): string[] {
  const lines = [
    ...remnants.deployments.map(({ name, replicas }) => `deployment ${name} (${replicas}) would be scaled to 0`),
    ...remnants.webhooks.map(({ resource, name }) => `${resource.split('.')[0]} ${name} would be deleted`),
    ...types.flatMap(({ type, undecided }) =>
      undecided.map((object) => `${type} ${object}: its placement makes no sense, so nothing is done about it`),
    ),
  ];
  return lines.length === 0 ? [] : [`${lines.map((line) => `- ${line}`).join('\n')}\n`];
}

/** How many objects would be written, as a sentence without its full stop. */
export function formatSurprises(count: number): string {
  return count === 1
    ? '1 object in a member would not stay as it is'
    : `${count} objects in members would not stay as they are`;
}

function verdictOf({ obstacles, surprises }: Survey): string {
  if (obstacles.length > 0) return obstacles.map(({ what, next }) => `In the way: ${what}\n  ${next}\n`).join('');
  if (surprises > 0) return `${formatSurprises(surprises)}.\n`;
  return 'Everything in the ready members would stay as it is.\n';
}
