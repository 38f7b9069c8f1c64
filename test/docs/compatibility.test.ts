import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parseMarkdown } from './markdown.ts';

const page = join(import.meta.dirname, '../../docs/compatibility.md');
const { prose } = parseMarkdown(readFileSync(page, 'utf8'));

/** The parts of what KubeFed does; each has to be told of. */
const sections =
  '1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 2 3.1 3.2 3.3 4 5 6.1 6.2 6.3 6.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6 6.7 6.8 6.9 6.10 ' +
  '7 8 8.1 8.2 9 9.1 9.2 9.3 10 10.1 10.2 10.3 10.4 10.5 10.6 11 12 16';

/** A file, and a title in it. */
interface Evidence {
  readonly file: string;
  readonly title: string;
}

interface Row {
  readonly section: string;
  readonly fact: string;
  readonly verdict: string;
  readonly evidence: readonly Evidence[];
}

const rows = prose.split('\n').flatMap(parseRow);

function parseRow(line: string): Row[] {
  const [, section, fact = '', verdict = '', shownBy = ''] =
    /^\| ([\d.]+) \| (.*?) \| (.*?) \| (.*) \|$/.exec(line) ?? [];
  return section === undefined ? [] : [{ section, fact, verdict, evidence: parseEvidence(shownBy) }];
}

/** Reads `[name](file) “title”, “title”; …`: titles belong to the file before them. */
function parseEvidence(cell: string): Evidence[] {
  const evidence: Evidence[] = [];
  let file = '';
  for (const [, target, title] of cell.matchAll(/\]\(([^)]+)\)|“([^”]+)”/g)) {
    if (target !== undefined) file = join(dirname(page), target);
    else if (title !== undefined) evidence.push({ file, title });
  }
  return evidence;
}

/** Whether the title stands in the file as a string of its own. */
function isThere({ file, title }: Evidence): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  return [`'${title.replaceAll("'", String.raw`\'`)}'`, `"${title}"`, `\`${title}\``].some((text) =>
    source.includes(text),
  );
}

function factsOf(wrong: readonly Row[]): string[] {
  return wrong.map(({ section, fact }) => `${section} ${fact}`);
}

describe('the compatibility page', () => {
  it('has rows of every section', () => {
    const told = new Set(rows.map(({ section }) => section));
    assert.deepEqual([...told].sort(), sections.split(' ').sort());
  });

  it('says of each fact whether it is so here, and what is better or why not', () => {
    const unclear = rows.filter(({ verdict }) => !/^(same\b|(better|not): \S)/.test(verdict));
    assert.deepEqual(factsOf(unclear), []);
  });

  it('names tests for all that is the same or better', () => {
    const unproved = rows.filter(({ verdict, evidence }) => /^(same|better)/.test(verdict) && evidence.length === 0);
    assert.deepEqual(factsOf(unproved), []);
  });

  it('names tests that are there', () => {
    const missing = rows.flatMap(({ evidence }) => evidence).filter((evidence) => !isThere(evidence));
    assert.deepEqual(missing, []);
  });

  it('takes a title for missing that no test has', () => {
    const [known] = rows.flatMap(({ evidence }) => evidence);
    assert.ok(known && isThere(known));
    assert.equal(isThere({ ...known, title: `${known.title}!` }), false);
    assert.equal(isThere({ ...known, file: `${known.file}x` }), false);
  });
});
