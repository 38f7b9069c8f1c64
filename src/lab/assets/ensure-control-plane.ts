import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { silentProgress, type Progress } from '../progress.ts';
import { binariesIn, binariesNamedBy, type LabBinaries } from './binaries.ts';
import { cacheDirectory } from './cache-directory.ts';
import type { Environment } from './environment.ts';
import { fillCache } from './fill-cache.ts';
import { buildControlPlane, buildRecipe } from './go-build.ts';
import { readGoModule, type GoModule } from './go-module.ts';
import { findGo } from './go-tool.ts';

const moduleDirectory = join(import.meta.dirname, '../../../lab');

export interface EnsureOptions {
  readonly env: Environment;
  readonly progress?: Progress;
  /** The Go module to build; default is lab/ of this checkout. */
  readonly moduleDirectory?: string;
}

/**
 * The binaries of a control plane: those the environment names, else those in the cache, which is filled first when it
 * holds none for this source; that takes minutes and shows progress. A LabError says what to do where it cannot.
 */
export async function ensureControlPlane(options: EnsureOptions): Promise<LabBinaries> {
  const { env, progress = silentProgress } = options;
  const named = binariesNamedBy(env);
  if (named !== undefined) return named;
  const module = readGoModule(options.moduleDirectory ?? moduleDirectory, buildRecipe);
  const target = join(cacheDirectory(env), 'lab', module.fingerprint);
  if (!existsSync(target)) await build(module, target, env, progress);
  return binariesIn(target, `built from ${module.directory}`);
}

async function build(module: GoModule, target: string, env: Environment, progress: Progress): Promise<void> {
  const go = await findGo(env, module.goVersion);
  if ('fault' in go) throw new LabError(go.fault);
  const fill = async (directory: string) => {
    progress.done(`building the control plane with Go ${go.version}, once: 6 to 10 minutes on two cores`);
    await buildControlPlane(module, directory, env, progress);
    progress.done(`built Kubernetes ${module.kubernetesVersion} into ${target}`);
  };
  await fillCache(target, fill, (pid) => progress.now(`process ${pid} is building the control plane; waiting for it`));
}
