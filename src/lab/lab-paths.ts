import { join } from 'node:path';

/** Where things are in a lab's directory. */
export interface LabPaths {
  readonly dir: string;
  /** Says that the directory is a lab, and how it was started. */
  readonly marker: string;
  readonly pki: string;
  readonly etcdData: string;
  readonly logs: string;
  readonly clusters: string;
  readonly processes: string;
  readonly ports: string;
  /** One kubeconfig with a context for every cluster. */
  readonly kubeconfig: string;
  /** A kubeconfig for each cluster. */
  readonly kubeconfigs: string;
}

/** The places in the lab directory dir, an absolute path. */
export function labPaths(dir: string): LabPaths {
  return {
    dir,
    marker: join(dir, 'lab.json'),
    pki: join(dir, 'pki'),
    etcdData: join(dir, 'etcd'),
    logs: join(dir, 'log'),
    clusters: join(dir, 'clusters'),
    processes: join(dir, 'processes'),
    ports: join(dir, 'ports'),
    kubeconfig: join(dir, 'kubeconfig'),
    kubeconfigs: join(dir, 'kubeconfigs'),
  };
}
