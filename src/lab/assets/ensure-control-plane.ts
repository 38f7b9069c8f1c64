import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { silentProgress, type Progress } from '../progress.ts';
import { binariesIn, binariesNamedBy, type LabBinaries } from './binaries.ts';
import { cacheDirectory } from './cache-directory.ts';
import {
  downloadEnvtest,
  envtestPlatform,
  publishedEnvtest,
  type DownloadSurroundings,
  type EnvtestSource,
} from './envtest.ts';
import type { Environment } from './environment.ts';
import { fillCache } from './fill-cache.ts';
import { buildControlPlane, buildRecipe, type BuildSurroundings } from './go-build.ts';
import { readGoModule, type GoModule } from './go-module.ts';
import { findGo } from './go-tool.ts';

const moduleDirectory = join(import.meta.dirname, '../../../lab');

export interface EnsureOptions {
  readonly env: Environment;
  readonly progress?: Progress;
  /** The Go module to build; default is lab/ of this checkout. */
  readonly moduleDirectory?: string;
  /** Where to download from without Go; default is where envtest publishes. */
  readonly envtest?: EnvtestSource;
  /** Aborting it ends a build or download; it rejects with the signal's reason then. */
  readonly signal?: AbortSignal;
}

/**
 * The binaries of a control plane: those the environment names, else those in the cache, which is filled first when it
 * holds none for this source: built by Go, which takes minutes, or without Go downloaded from envtest, which has no
 * kube-controller-manager. Shows progress. A LabError says what to do where none of it works.
 */
export async function ensureControlPlane(options: EnsureOptions): Promise<LabBinaries> {
  const { env, progress = silentProgress } = options;
  if (process.platform !== 'linux') {
    throw new LabError('the lab runs on Linux only', { next: 'run it in a virtual machine or a container' });
  }
  const named = binariesNamedBy(env);
  if (named !== undefined) return named;
  const module = readGoModule(options.moduleDirectory ?? moduleDirectory, buildRecipe);
  const cache = join(cacheDirectory(env), 'lab');
  const built = join(cache, module.fingerprint);
  if (!existsSync(built)) {
    const go = await findGo(env, module.goVersion);
    const surroundings = { env, progress, signal: options.signal };
    if ('fault' in go) {
      return download(module, cache, go.fault, { ...surroundings, source: options.envtest ?? publishedEnvtest });
    }
    await build(module, built, go.version, surroundings);
  }
  return binariesIn(built, `built from ${module.directory}`);
}

async function build(
  module: GoModule,
  target: string,
  goVersion: string,
  surroundings: BuildSurroundings,
): Promise<void> {
  const { progress, signal } = surroundings;
  const fill = async (directory: string) => {
    progress.done(`building the control plane with Go ${goVersion}, once: 6 to 10 minutes on two cores`);
    await buildControlPlane(module, directory, surroundings);
    progress.done(`built Kubernetes ${module.kubernetesVersion} into ${target}`);
  };
  const wait = (pid: number) => progress.now(`process ${pid} is building the control plane; waiting for it`);
  await fillCache(target, fill, wait, signal);
}

async function download(
  { kubernetesVersion, goVersion }: GoModule,
  cache: string,
  goFault: string,
  surroundings: DownloadSurroundings,
): Promise<LabBinaries> {
  const { progress, signal } = surroundings;
  const target = join(cache, `envtest-for-${kubernetesVersion}-${envtestPlatform}`);
  const fill = async (directory: string) => {
    progress.done(`${goFault}: downloading envtest's etcd and kube-apiserver instead`);
    await downloadEnvtest(kubernetesVersion, directory, surroundings);
    progress.done(`unpacked envtest into ${target}`);
  };
  const wait = (pid: number) => progress.now(`process ${pid} is downloading envtest; waiting for it`);
  try {
    await fillCache(target, fill, wait, signal);
  } catch (error) {
    if (!(error instanceof LabError) || signal?.aborted === true) throw error;
    throw new LabError(`no control plane is to be had. ${goFault}. ${error.message}`, {
      next: `install Go ${goVersion} or newer, or set KUBEBUILDER_ASSETS to a directory with etcd and kube-apiserver`,
      cause: error,
    });
  }
  return binariesIn(target, 'envtest');
}
