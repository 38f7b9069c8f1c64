import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { abandonLab } from '../../src/lab/abandon-lab.ts';
import { ensureHelm, ensureKubectl } from '../../src/lab/kubectl.ts';
import { kubefedctl, launcher } from '../cli/run-program.ts';
import { parseMarkdown, type FencedBlock } from './markdown.ts';
import { isAsShown } from './output.ts';
import { Shell } from './shell.ts';
import { parseTranscript, type Step } from './transcript.ts';

// The guide is one walk through one lab: its pages in the order of its index, and the README where it can be followed.
const root = join(import.meta.dirname, '../..');
const guide = 'docs/guide';
const checkout = mkdtempSync(join(tmpdir(), 'hansa-guide-'));
const labDir = join(checkout, '.lab/default');
let shell: Shell;
let isBroken = false;

before(async () => {
  const tools = [await ensureKubectl(process.env), await ensureHelm(process.env)].map((tool) => dirname(tool));
  mkdirSync(join(checkout, 'bin'));
  symlinkSync(launcher, join(checkout, 'bin/hansa'));
  symlinkSync(kubefedctl, join(checkout, 'bin/kubefedctl'));
  for (const folder of ['charts', 'examples']) symlinkSync(join(root, folder), join(checkout, folder));
  const path = [...tools, process.env['PATH']].join(':');
  const helmHome = join(checkout, 'helm');
  const { KUBECONFIG: _, ...env } = process.env;
  shell = new Shell(checkout, {
    ...env,
    PATH: path,
    KUBECACHEDIR: join(checkout, 'cache'),
    HELM_CACHE_HOME: helmHome,
    HELM_CONFIG_HOME: helmHome,
    HELM_DATA_HOME: helmHome,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      leave();
      process.exit(1);
    });
  }
});
after(leave);

function leave(): void {
  shell.end();
  abandonLab(labDir);
  rmSync(checkout, { recursive: true, force: true });
}

for (const page of pagesInOrder()) {
  describe(page, () => {
    it('does what it says', async () => {
      assert.ok(!isBroken, 'a page before this one has failed');
      isBroken = true;
      const files = [];
      for (const block of readBlocks(page)) files.push(...(await follow(page, block)));
      // The guide goes on as if its reader had not made what the README shows.
      if (page === 'README.md') await shell.run(`kubectl delete -f ${files.join(',')}`);
      isBroken = false;
    });
  });
}

/** As the numbered list of the index has them, the README after the first. */
function pagesInOrder(): string[] {
  const index = readFileSync(join(root, guide, 'README.md'), 'utf8');
  const listed = Array.from(index.matchAll(/^\d+\. \[[^\]]+\]\(([\w-]+\.md)\)/gm), ([, page = '']) => page);
  const there = readdirSync(join(root, guide)).filter((page) => page !== 'README.md');
  assert.deepEqual(listed.toSorted(), there.toSorted(), 'the index lists every page of the guide');
  const [first = '', ...others] = listed.map((page) => posix.join(guide, page));
  return [first, 'README.md', ...others];
}

function readBlocks(page: string): readonly FencedBlock[] {
  return parseMarkdown(readFileSync(join(root, page), 'utf8')).blocks;
}

/** Does what a block has a reader do; resolves with the name of the file it is, if it is one. */
async function follow(page: string, block: FencedBlock): Promise<string[]> {
  const [kind, file] = block.info.split(' file=');
  if (file !== undefined) writeFileSync(join(checkout, basename(file)), `${block.text}\n`);
  if (kind === 'sh') for (const step of parseTranscript(block)) await take(page, step);
  else assert.ok(kind === 'yaml' || kind === 'text', `${page}:${block.line}: a block is sh, yaml or text`);
  return file === undefined ? [] : [basename(file)];
}

async function take(page: string, { command, expected, line }: Step): Promise<void> {
  const { output, code } = await shell.run(command);
  const told = `${page}:${line}\n$ ${command}\n${output}\n`;
  assert.ok(isAsShown(expected, output), `${told}--- but the page shows\n${expected.join('\n')}`);
  if (!expected.some((text) => /^error\b/i.test(text))) assert.equal(code, 0, `${told}--- exit code ${code}`);
}
