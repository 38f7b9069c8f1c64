import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../lab-error.ts';
import type { Progress } from '../progress.ts';
import { chooseArchive, type EnvtestArchive } from './envtest-index.ts';

const run = promisify(execFile);
const mebibyte = 2 ** 20;

/** Where envtest's archives are found. */
export interface EnvtestSource {
  readonly indexUrl: string;
  readonly fetch: typeof fetch;
}

/** Where setup-envtest of controller-runtime finds them too. */
export const publishedEnvtest: EnvtestSource = {
  indexUrl: 'https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml',
  fetch: globalThis.fetch,
};

export interface DownloadSurroundings {
  readonly source: EnvtestSource;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** This machine's platform in envtest's words: `linux-amd64`. */
export const envtestPlatform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/**
 * Downloads the archive for a Kubernetes version (`v1.37.2`), checks it against the published SHA-512 and unpacks etcd,
 * kube-apiserver and kubectl into the directory. Rejects with LabError; nothing unchecked is ever unpacked.
 */
export async function downloadEnvtest(
  wanted: string,
  directory: string,
  { source, progress, signal }: DownloadSurroundings,
): Promise<void> {
  const download = (url: string, onBytes?: (bytes: number) => void) => fetchWhole(source, url, signal, onBytes);
  const index = await download(source.indexUrl);
  const archive = chooseArchive(index.toString('utf8'), envtestPlatform, wanted);
  const content = await download(archive.url, (bytes) => {
    progress.now(`downloading envtest ${archive.version}: ${Math.round(bytes / mebibyte)} MiB`);
  });
  check(archive, content);
  const file = join(directory, 'envtest.tar.gz');
  writeFileSync(file, content);
  // The archive holds controller-tools/envtest/NAME.
  await run('tar', ['-xzf', file, '-C', directory, '--strip-components=2']);
  rmSync(file);
}

function check({ url, sha512 }: EnvtestArchive, content: Buffer): void {
  const actual = createHash('sha512').update(content).digest('hex');
  if (actual === sha512) return;
  throw new LabError(`${url} was refused: its SHA-512 is ${actual}, the published one is ${sha512}`, {
    next: 'run the command again; if it persists, something between here and GitHub changes downloads',
  });
}

async function fetchWhole(
  source: EnvtestSource,
  url: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  try {
    const response = await source.fetch(url, { signal: signal ?? null });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    signal?.throwIfAborted();
    throw new LabError(`cannot download ${url}: ${reasonOf(error)}`, { cause: error });
  }
}

/** fetch itself says only that it failed; why stands in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
