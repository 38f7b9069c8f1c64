import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatApiReference } from './generate/api-reference.ts';
import { chartFiles } from './generate/chart/chart-files.ts';
import { crdFiles } from './generate/crd-files.ts';

const root = resolve(import.meta.dirname, '../..');
/** Whatever else is in there was generated once, from what is gone. */
const generatedFolder = 'charts/hansa/crds';

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
const files = new Map([
  ...crdFiles(generatedFolder),
  ...chartFiles('charts/hansa', 'docs/reference/chart-values.md'),
  ['docs/reference/api.md', formatApiReference()],
]);
const drifted = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path);
const stale = existing(generatedFolder).filter((path) => !files.has(path));

if (check) report([...drifted, ...stale]);
else write();

function report(paths: readonly string[]): void {
  if (paths.length === 0) return;
  const list = paths.map((path) => `  ${path}\n`).join('');
  process.stderr.write(`Generated files differ from what src says:\n${list}Run "make generate" and commit them.\n`);
  process.exitCode = 1;
}

function write(): void {
  for (const path of stale) rmSync(join(root, path));
  for (const path of drifted) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? '');
    process.stdout.write(`${path}\n`);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

function existing(folder: string): string[] {
  mkdirSync(join(root, folder), { recursive: true });
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}
