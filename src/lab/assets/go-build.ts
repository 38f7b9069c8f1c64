import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from '../lab-error.ts';
import type { Progress } from '../progress.ts';
import type { Environment } from './environment.ts';
import type { GoModule } from './go-module.ts';
import { goEnvironment } from './go-tool.ts';

const tags = '-tags=grpcnotrace';
const components = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
const binary = 'hansa-lab';
const shownErrorLines = 20;

/** What the binary depends on besides the module's files; part of the cache's key. */
export const buildRecipe = [tags, ldflags('version'), binary, ...components].join(' ');

export interface BuildSurroundings {
  readonly env: Environment;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Builds the control plane into a directory laid out as envtest's; minutes the first time, progress is shown. */
export async function buildControlPlane(
  module: GoModule,
  directory: string,
  { env, progress, signal }: BuildSurroundings,
): Promise<void> {
  const go = { module, env, signal };
  const title = `Kubernetes ${module.kubernetesVersion}`;
  let downloaded = 0;
  const packages = await runGo(go, ['list', '-deps', tags, '.'], (line) => {
    if (line.startsWith('go: downloading ')) progress.now(`${title}: downloading modules, ${++downloaded} so far`);
  });
  const total = packages.length;
  let compiled = 0;
  const show = () => progress.now(`${title}: compiling, ${compiled} of at most ${total} packages`);
  const ticker = setInterval(show, 1000);
  try {
    await runGo(go, buildArguments(module, join(directory, binary)), (line) => {
      if (isPackage(line)) compiled++;
    });
  } finally {
    clearInterval(ticker);
  }
  for (const name of components) symlinkSync(binary, join(directory, name));
}

function buildArguments({ kubernetesVersion }: GoModule, output: string): string[] {
  // Without -buildvcs=false a checkout that git does not trust, or no git at all, would fail the build.
  return [
    'build',
    '-v',
    '-trimpath',
    '-buildvcs=false',
    tags,
    `-ldflags=${ldflags(kubernetesVersion)}`,
    '-o',
    output,
    '.',
  ];
}

/** Components tell the version they were linked with; without it they call themselves v0.0.0-master. */
function ldflags(version: string): string {
  const minor = version.split('.')[1] ?? '';
  const values = {
    gitVersion: version,
    gitMajor: '1',
    gitMinor: minor,
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
  };
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  const settings = packages.flatMap((at) => Object.entries(values).map(([name, value]) => `-X ${at}.${name}=${value}`));
  return ['-s -w', ...settings].join(' ');
}

/** `go build -v` names each package it compiles on a line of its own. */
function isPackage(line: string): boolean {
  return /^[\w./~-]+$/.test(line);
}

/** Runs go in the module; resolves to what it printed, each line of its standard error goes to onLine. */
async function runGo(
  { module, env, signal }: Pick<BuildSurroundings, 'env' | 'signal'> & { module: GoModule },
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<string[]> {
  const child = spawn('go', args, {
    cwd: module.directory,
    env: goEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not spawn's own signal option: that would not wait until go has ended.
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt);
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  const printed: string[] = [];
  const errors: string[] = [];
  createInterface(child.stdout).on('line', (line) => printed.push(line));
  createInterface(child.stderr).on('line', (line) => {
    onLine(line);
    errors.push(line);
  });
  const code = await ended.promise.finally(() => signal?.removeEventListener('abort', interrupt));
  signal?.throwIfAborted();
  if (code === 0) return printed;
  const tail = errors.slice(-shownErrorLines).map((line) => `    ${line}`);
  throw new LabError(`go ${args[0]} failed in ${module.directory}:\n${tail.join('\n')}`, {
    next: 'mend what it says and run the command again: what has been compiled is kept',
  });
}
