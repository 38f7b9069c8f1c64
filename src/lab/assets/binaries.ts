import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import type { Environment } from './environment.ts';
import { isExecutable } from './is-executable.ts';

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

/** The binaries in a directory laid out as envtest's; a LabError names what is missing. */
export function binariesIn(directory: string, source: string): LabBinaries {
  return {
    source,
    etcd: required(join(directory, 'etcd'), source),
    apiServer: required(join(directory, 'kube-apiserver'), source),
    ...found('controllerManager', join(directory, 'kube-controller-manager')),
    ...found('multiCall', join(directory, 'hansa-lab')),
  };
}

/**
 * The binaries the environment names, in envtest's words: KUBEBUILDER_ASSETS is a directory of them, and
 * TEST_ASSET_ETCD, TEST_ASSET_KUBE_APISERVER and TEST_ASSET_KUBE_CONTROLLER_MANAGER are single ones, which win.
 * Undefined when it names none; a LabError when what it names is not there.
 */
export function binariesNamedBy(env: Environment): LabBinaries | undefined {
  const single = (name: string) => env[`TEST_ASSET_${name}`] || undefined;
  const directory = env['KUBEBUILDER_ASSETS'] || undefined;
  const [etcd, apiServer, controllerManager] = ['ETCD', 'KUBE_APISERVER', 'KUBE_CONTROLLER_MANAGER'].map(single);
  if (directory === undefined && etcd === undefined && apiServer === undefined) return undefined;
  const source = directory === undefined ? 'TEST_ASSET_*' : `KUBEBUILDER_ASSETS=${directory}`;
  const pathOf = (own: string | undefined, name: string) => required(own ?? join(directory ?? '', name), source);
  return {
    source,
    etcd: pathOf(etcd, 'etcd'),
    apiServer: pathOf(apiServer, 'kube-apiserver'),
    ...found('controllerManager', controllerManager ?? join(directory ?? '', 'kube-controller-manager')),
    // A kube-apiserver chosen on its own is the one to run, also where there are many.
    ...(apiServer === undefined ? found('multiCall', join(directory ?? '', 'hansa-lab')) : {}),
  };
}

function found<Key extends string>(key: Key, path: string): Partial<Record<Key, string>> {
  return isExecutable(path) ? ({ [key]: path } as Record<Key, string>) : {};
}

function required(path: string, source: string): string {
  if (isExecutable(path)) return path;
  throw new LabError(`${source}: ${path} is missing or may not be executed`, {
    next: 'unset the variable to use the control plane that the lab builds, or put etcd and kube-apiserver there',
  });
}
