import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { runHansa, succeeded } from '../cli/run-hansa.ts';
import { findFlags, findInvocations, findTargets } from './command-line.ts';
import { codeOf, headingAnchors, linkTargets, parseMarkdown, type MarkdownPage } from './markdown.ts';

const root = join(import.meta.dirname, '../..');
const elsewhere = new Set(['node_modules', 'build', '.git', '.lab']);
const pages = new Map(findPages(root).map((path) => [path, parseMarkdown(readFileSync(path, 'utf8'))]));

describe('every page', () => {
  it('is among those that are looked at', () => {
    const names = new Set(Array.from(pages.keys(), (path) => relative(root, path)));
    for (const name of ['README.md', 'AGENTS.md', 'docs/guide/README.md', 'docs/reference/api.md']) {
      assert.ok(names.has(name), name);
    }
  });

  it('links to what is there', () => {
    assert.deepEqual(problems(brokenLinks), []);
  });

  it('names make targets that are there', () => {
    const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
    const targets = new Set(Array.from(makefile.matchAll(/^([a-z-]+):/gm), ([, target]) => target));
    assert.ok(targets.has('test'));
    const unknown = (page: MarkdownPage) =>
      codeOf(page)
        .flatMap(findTargets)
        .filter((target) => !targets.has(target));
    assert.deepEqual(problems(unknown), []);
  });
});

describe('hansa as pages show it', () => {
  const groups = new Set(['lab', 'migrate', 'orphaning-deletion']);
  const flags = new Map<string, ReadonlySet<string>>();

  before(async () => {
    const top = await readCommands('');
    const inGroups = [...groups].map(async (group) => (await readCommands(group)).map((name) => `${group} ${name}`));
    const all = [...top, ...(await Promise.all(inGroups)).flat()];
    await Promise.all(all.map(async (command) => flags.set(command, new Set(findFlags(await helpOf(command))))));
  });

  it('has the commands and flags that are named', () => {
    assert.ok(flags.get('init')?.has('--set') && flags.get('lab up')?.has('--members'));
    assert.deepEqual(
      problems((page) => codeOf(page).flatMap(unknownIn)),
      [],
    );
  });

  it('has the flags that the guide names by themselves', () => {
    const known = new Set(Array.from(flags.values(), (each) => [...each]).flat());
    const unknown = (page: MarkdownPage, path: string) =>
      path.includes('/guide/') ? flagsAlone(page).filter((flag) => !known.has(flag)) : [];
    assert.deepEqual(problems(unknown), []);
  });

  function unknownIn(code: string): string[] {
    return findInvocations(code, groups).flatMap(({ command, flags: used }) => {
      if (command === '') return [];
      const known = flags.get(command);
      if (!known) return [`there is no hansa ${command}`];
      return used.filter((flag) => !known.has(flag)).map((flag) => `hansa ${command} has no ${flag}`);
    });
  }
});

/** Flags that stand in the text without their command. */
function flagsAlone(page: MarkdownPage): string[] {
  return codeOf(page)
    .filter((code) => code.startsWith('--'))
    .flatMap(findFlags);
}

function findPages(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return elsewhere.has(entry.name) ? [] : findPages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** What find says of each page, with the page's name in front. */
function problems(find: (page: MarkdownPage, path: string) => readonly string[]): string[] {
  return Array.from(pages, ([path, page]) => find(page, path).map((what) => `${relative(root, path)}: ${what}`)).flat();
}

function brokenLinks(page: MarkdownPage, path: string): string[] {
  return linkTargets(page).filter((target) => !/^https?:/.test(target) && !isThere(path, target));
}

function isThere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : resolve(dirname(from), file);
  if (anchor === undefined) return existsSync(path);
  const page = pages.get(path);
  return page !== undefined && headingAnchors(page).includes(anchor);
}

async function helpOf(command: string): Promise<string> {
  const run = await runHansa(`${command} --help`);
  succeeded(run);
  return run.stdout;
}

/** The commands that the help of hansa, or of one of its commands, lists. */
async function readCommands(of: string): Promise<string[]> {
  const listed = Array.from((await helpOf(of)).matchAll(/^ {2}([a-z]+(?:-[a-z]+)*)\b/gm), ([, name = '']) => name);
  return listed.filter((name) => !['hansa', 'help'].includes(name));
}
