import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { hostName, kubeconfigPathOf, serverOf } from './cluster-places.ts';
import { formatKubeconfig, type KubeconfigEntry } from './kubeconfig.ts';
import type { ClusterRecord } from './lab-records.ts';
import type { LabSurroundings } from './lab-surroundings.ts';

/** Writes the kubeconfig of a cluster that has its certificate, and the lab's with all clusters that have one. */
export function writeKubeconfigs(lab: LabSurroundings, cluster: ClusterRecord): void {
  writeWhole(kubeconfigPathOf(lab.paths, cluster.name), formatKubeconfig([entryOf(lab, cluster)]));
  // Another program may add a cluster meanwhile: whoever writes last looks once more, and so leaves it complete.
  for (let written = ''; ;) {
    const text = formatKubeconfig(knownClusters(lab).map((known) => entryOf(lab, known)));
    if (text === written) return;
    writeWhole(lab.paths.kubeconfig, text);
    written = text;
  }
}

/** All clusters with a kubeconfig of their own, the host first. */
function knownClusters({ clusters, paths }: LabSurroundings): ClusterRecord[] {
  return hostFirst(clusters.all()).filter(({ name }) => existsSync(kubeconfigPathOf(paths, name)));
}

/** The host is what people look for first. */
export function hostFirst<T extends { readonly name: string }>(clusters: readonly T[]): T[] {
  return [...clusters.filter(({ name }) => name === hostName), ...clusters.filter(({ name }) => name !== hostName)];
}

function entryOf({ token }: LabSurroundings, { name, port, caPath }: ClusterRecord): KubeconfigEntry {
  return { name, server: serverOf(port), caPath, token };
}

function writeWhole(path: string, text: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, text, { mode: 0o600 });
  renameSync(aside, path);
}
