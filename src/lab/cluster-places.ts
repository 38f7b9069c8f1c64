import { join } from 'node:path';
import type { LabPaths } from './lab-paths.ts';

/** The host cluster's name; its API server is also the one that compacts the etcd all share. */
export const hostName = 'host';

/** The process that serves many thin members. */
export const sharedProcess = 'kube-apiserver-members';

/** The name of the process that serves a cluster alone. */
export function apiServerProcess(cluster: string): string {
  return `kube-apiserver-of-${cluster}`;
}

export function controllerManagerProcess(cluster: string): string {
  return `kube-controller-manager-of-${cluster}`;
}

export function serverOf(port: number): string {
  return `https://127.0.0.1:${port}`;
}

export function kubeconfigPathOf({ kubeconfigs }: LabPaths, cluster: string): string {
  return join(kubeconfigs, `${cluster}.yaml`);
}
