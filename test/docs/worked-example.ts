import assert from 'node:assert/strict';
import { load } from 'js-yaml';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { ScheduleDecision } from '../../src/plan/schedule/schedule-decision.ts';
import { parseMarkdown, type MarkdownPage } from './markdown.ts';
import { tablesIn, type MarkdownTable } from './markdown-table.ts';
import { ScheduleWorld, type ToldCluster, type WrittenPreference } from './schedule-world.ts';

/** A table that tells what a preference does. */
export interface WorkedExample {
  /** The heading it stands under, and its line. */
  readonly title: string;
  /** Throws where the table says anything else than what is decided. */
  readonly check: () => void;
}

/** What the tables of a page are about, as far as it was read. */
interface Reading {
  preference: WrittenPreference | undefined;
  /** The clusters of the last table of clusters. */
  clusters: readonly ToldCluster[];
}

const outcome = ['gets', 'why'];

/**
 * Reads the worked examples of a page. A block with a SchedulingPreference begins one, and a block with nothing but a
 * spec has it ask for something else. A table of clusters tells what they are, what each gets, and why. A table of times goes on from it:
 * what happens, and what each cluster then has.
 */
export function workedExamples(markdown: string): WorkedExample[] {
  const page = parseMarkdown(markdown);
  const reading: Reading = { preference: undefined, clusters: [] };
  const examples: WorkedExample[] = [];
  for (const { block, table } of inOrder(page)) {
    if (block) readBlock(reading, block.text);
    if (!table || !reading.preference) continue;
    const work = { ...reading, preference: reading.preference };
    const [first] = table.header;
    const title = `${headingAbove(page, table.line)}, line ${table.line}`;
    if (first === 'cluster') {
      reading.clusters = table.rows.filter(([name]) => name !== 'in all').map((row) => toldCluster(table, row));
      work.clusters = reading.clusters;
      examples.push({ title, check: () => checkClusters(table, work) });
    } else if (first === 'time') examples.push({ title, check: () => checkTimes(table, work) });
  }
  return examples;
}

function inOrder(page: MarkdownPage) {
  return [
    ...page.blocks.map((block) => ({ line: block.line, block, table: undefined })),
    ...tablesIn(page).map((table) => ({ line: table.line, block: undefined, table })),
  ].sort((a, b) => a.line - b.line);
}

function readBlock(reading: Reading, text: string): void {
  const written = text.includes('spec:') ? (load(text.split('\n---\n').at(-1) ?? '') as Json) : undefined;
  if (!isJsonObject(written)) return;
  if (written['kind'] === 'SchedulingPreference') reading.preference = written as JsonObject & WrittenPreference;
  else if (written['kind'] !== undefined) reading.preference = undefined;
  else if (reading.preference) reading.preference = asking(reading.preference, written['spec']);
}

/** The same preference, asking for something else of its target. */
function asking(preference: WrittenPreference, spec: Json | undefined): WrittenPreference {
  assert.ok(isJsonObject(spec));
  return { ...preference, spec: { target: preference.spec['target'], ...spec } };
}

function headingAbove({ prose }: MarkdownPage, line: number): string {
  const above = prose.split('\n').slice(0, line);
  return above.findLast((text) => text.startsWith('#'))?.replace(/^#+ /, '') ?? '';
}

type Work = Reading & { readonly preference: WrittenPreference };

function toldCluster({ header }: MarkdownTable, row: readonly string[]): ToldCluster {
  const told = header.map((column, index) => [column, row[index] ?? ''] as const);
  return Object.fromEntries(told.filter(([column]) => !outcome.includes(column)));
}

function worldOf({ preference, clusters }: Work): ScheduleWorld {
  const world = new ScheduleWorld(preference);
  for (const told of clusters) world.add(told);
  return world;
}

function checkClusters(table: MarkdownTable, work: Work): void {
  const decision = worldOf(work).decide();
  const cell = (row: readonly string[], column: string) => row[table.header.indexOf(column)] ?? '';
  const told = table.rows.map((row) => ['cluster', ...outcome].map((column) => cell(row, column)));
  const made = table.rows.map(([name = '']) => [
    name,
    ...(name === 'in all' ? inAll(decision) : partOf(decision, name)),
  ]);
  assert.deepEqual(told, made);
  assert.equal(work.clusters.length, namesIn(decision).length);
}

function checkTimes({ header, rows, line }: MarkdownTable, work: Work): void {
  const [, happens, ...names] = header;
  assert.equal(happens, 'what happens', `line ${line}`);
  const world = worldOf(work);
  world.decide();
  const made = rows.map(([time = '', events = '']) => {
    world.tell(time, events);
    const decision = world.decide();
    const cells = names.map((name) => (name === 'in all' ? decision.message : cellOf(decision, name)));
    for (const name of namesIn(decision)) assert.ok(names.includes(name), `line ${line} says nothing of ${name}`);
    return [time, events, ...cells];
  });
  assert.deepEqual(rows, made);
}

function namesIn({ taken, left }: ScheduleDecision): string[] {
  return [...taken.map(({ cluster }) => cluster), ...left.flatMap(({ clusters }) => clusters)];
}

function inAll({ taken, message }: ScheduleDecision): string[] {
  const given = taken.reduce((sum, { replicas = 0 }) => sum + replicas, 0);
  return [given === 0 ? '' : String(given), message];
}

/** What a cluster gets, and why: `3` or `yes`, and a dash where it is left. */
function partOf({ taken, left }: ScheduleDecision, name: string): string[] {
  const part = taken.find(({ cluster }) => cluster === name);
  if (part) return [String(part.replicas ?? 'yes'), part.reason];
  const leaving = left.find(({ clusters }) => clusters.includes(name));
  return leaving ? ['–', leaving.reason] : ['', ''];
}

/** The same in one cell, where what was chosen needs no reason. */
function cellOf(decision: ScheduleDecision, name: string): string {
  const [gets = '', why = ''] = partOf(decision, name);
  return why === 'Chosen' ? gets : `${gets} ${why}`.trim();
}
