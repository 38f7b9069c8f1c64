import { join } from 'node:path';
import type { LabBinaries } from '../assets/binaries.ts';
import { LabError } from '../lab-error.ts';
import { controllerManagerProcess, hostName, kubeconfigPathOf, serverOf } from '../cluster-places.ts';
import type { ClusterRecord } from '../lab-records.ts';
import type { LabSurroundings } from '../lab-surroundings.ts';
import { waitUntilReady } from '../process/wait-until-ready.ts';
import { apiServerFlags } from './api-server-flags.ts';
import { controllerManagerFlags } from './controller-manager-flags.ts';
import { etcdFlags } from './etcd-flags.ts';
import { isApiServerReady } from './is-api-server-ready.ts';

/** Starts etcd; resolves when it serves. */
export async function startEtcd(lab: LabSurroundings, peerUrl: string, signal?: AbortSignal): Promise<void> {
  const clientUrl = lab.record.etcdUrl;
  const flags = etcdFlags({ dataDirectory: lab.paths.etcdData, clientUrl, peerUrl });
  const etcd = lab.processes.start('etcd', 'etcd', lab.record.binaries.etcd, flags);
  const isReady = () =>
    fetch(`${clientUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntilReady(etcd, { what: 'etcd', isReady, ...(signal ? { signal } : {}) });
}

/** Starts the kube-apiserver of one cluster; resolves when it is ready. */
export async function startApiServer(
  lab: LabSurroundings,
  cluster: ClusterRecord,
  signal?: AbortSignal,
): Promise<void> {
  const flags = [`--secure-port=${cluster.port}`, `--etcd-prefix=/${cluster.name}`, ...commonFlags(lab, cluster)];
  const started = lab.processes.start(cluster.apiServer, 'api-server', lab.record.binaries.apiServer, flags);
  await waitUntilReady(started, {
    what: `kube-apiserver of ${cluster.name}`,
    isReady: () => isReady(lab, cluster),
    ...(signal ? { signal } : {}),
  });
}

/** Starts many kube-apiservers in one process; reports each as it becomes ready, resolves when all are. */
export async function startSharedApiServers(
  lab: LabSurroundings,
  clusters: readonly ClusterRecord[],
  onReady: (cluster: ClusterRecord) => void,
  signal?: AbortSignal,
): Promise<void> {
  const [first] = clusters;
  const { multiCall } = lab.record.binaries;
  if (first === undefined || multiCall === undefined) throw new LabError('no binary runs several API servers at once');
  const members = clusters.flatMap(({ name, port }) => ['--member', `${name}=${port}`]);
  const flags = ['members', ...members, '--', ...commonFlags(lab, first)];
  const started = lab.processes.start(first.apiServer, 'api-server', multiCall, flags);
  for (const cluster of clusters) {
    await waitUntilReady(started, {
      what: `kube-apiserver of ${cluster.name}`,
      isReady: () => isReady(lab, cluster),
      ...(signal ? { signal } : {}),
    });
    onReady(cluster);
  }
}

/** Starts the kube-controller-manager of a cluster whose kubeconfig is written; does not wait. */
export function startControllerManager(lab: LabSurroundings, { name, caPath }: ClusterRecord): void {
  const program = requireControllerManager(lab.record.binaries, name);
  const flags = controllerManagerFlags(kubeconfigPathOf(lab.paths, name), lab.pki, caPath);
  lab.processes.start(controllerManagerProcess(name), 'controller-manager', program, flags);
}

/** The program that makes a cluster full; a LabError where there is none. */
export function requireControllerManager({ controllerManager, source }: LabBinaries, cluster: string): string {
  if (controllerManager !== undefined) return controllerManager;
  throw new LabError(`${cluster} cannot have a kube-controller-manager: there is none (${source})`, {
    next: 'use thin clusters, or install Go and unset KUBEBUILDER_ASSETS so that the lab builds one',
  });
}

function isReady(lab: LabSurroundings, { port, caPath }: ClusterRecord): Promise<boolean> {
  return isApiServerReady(serverOf(port), caPath, lab.token);
}

function commonFlags(lab: LabSurroundings, cluster: ClusterRecord): string[] {
  return apiServerFlags({
    etcdUrl: lab.record.etcdUrl,
    pki: lab.pki,
    certificateDirectory: join(lab.paths.pki, cluster.name),
    compacts: cluster.name === hostName,
    extra: [...lab.record.apiServerFlags, ...cluster.flags],
  });
}
