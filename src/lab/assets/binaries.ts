import { join, resolve } from 'node:path';
import { LabError } from '../lab-error.ts';
import type { Environment } from './environment.ts';
import { isExecutable } from './is-executable.ts';

const multiCall = 'hansa-lab';
const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
const unset = 'unset the variable to use the control plane that the lab builds, or put etcd and kube-apiserver there';

/** The programs a lab is made of, by absolute path. */
export interface LabBinaries {
  /** Where they come from, for people. */
  readonly source: string;
  readonly etcd: string;
  readonly apiServer: string;
  /** Absent in envtest's archive: clusters are thin then. */
  readonly controllerManager?: string;
  /** The one built from lab/, which also runs many API servers in one process; absent elsewhere. */
  readonly multiCall?: string;
}

/** The binaries in a directory of the cache, laid out as envtest's; a LabError names what is missing. */
export function binariesIn(directory: string, source: string): LabBinaries {
  return collect(source, (name) => join(directory, name), `remove ${directory} and run the command again`);
}

/**
 * The binaries the environment names, in envtest's words: KUBEBUILDER_ASSETS is a directory of them, and
 * TEST_ASSET_ETCD, TEST_ASSET_KUBE_APISERVER and TEST_ASSET_KUBE_CONTROLLER_MANAGER are single ones, which win.
 * Undefined when it names none; a LabError when what it names is not there.
 */
export function binariesNamedBy(env: Environment): LabBinaries | undefined {
  const directory = env['KUBEBUILDER_ASSETS'] || undefined;
  const single = (name: string) => env[`TEST_ASSET_${name.toUpperCase().replaceAll('-', '_')}`] || undefined;
  if (directory === undefined && programs.every((name) => single(name) === undefined)) return undefined;
  const source = directory === undefined ? 'TEST_ASSET_*' : `KUBEBUILDER_ASSETS=${directory}`;
  const placeOf = (name: string) => {
    // A kube-apiserver chosen on its own is the one to run, also where there are many.
    if (name === multiCall && single('kube-apiserver') !== undefined) return undefined;
    return single(name) ?? (directory === undefined ? undefined : join(directory, name));
  };
  return collect(source, placeOf, unset);
}

function collect(source: string, placeOf: (name: string) => string | undefined, next: string): LabBinaries {
  const find = (name: string) => {
    const path = placeOf(name);
    return path !== undefined && isExecutable(path) ? resolve(path) : undefined;
  };
  const mustFind = (name: string) => {
    const found = find(name);
    if (found !== undefined) return found;
    throw new LabError(`${source}: ${placeOf(name) ?? name} is missing or may not be executed`, { next });
  };
  const manager = find('kube-controller-manager');
  const many = find(multiCall);
  return {
    source,
    etcd: mustFind('etcd'),
    apiServer: mustFind('kube-apiserver'),
    ...(manager === undefined ? {} : { controllerManager: manager }),
    ...(many === undefined ? {} : { multiCall: many }),
  };
}
