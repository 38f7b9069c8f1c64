import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bearerAuthorization } from '../kube/auth/authorization.ts';
import { createStaticCredential } from '../kube/auth/static-credential.ts';
import { apiServerProcess, controllerManagerProcess, hostName, kubeconfigPathOf, serverOf } from './cluster-places.ts';
import { isApiServerReady } from './control-plane/is-api-server-ready.ts';
import { requireControllerManager, startApiServer, startControllerManager } from './control-plane/start-processes.ts';
import type { Lab, LabCluster, LabClusterStatus, StartClusterOptions } from './lab.ts';
import { LabError } from './lab-error.ts';
import type { ClusterRecord } from './lab-records.ts';
import type { LabSurroundings } from './lab-surroundings.ts';
import { memoryOf } from './process/process-record.ts';
import type { StartedProcess } from './process/process-table.ts';
import { startCompanion, type Companion } from './process/start-companion.ts';
import { hostFirst, writeKubeconfigs } from './write-kubeconfigs.ts';

const clusterName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A lab as its directory has it: nothing is kept in memory, so that several programs can share it. */
export class DirectoryLab implements Lab {
  readonly #lab: LabSurroundings;

  constructor(surroundings: LabSurroundings) {
    this.#lab = surroundings;
  }

  get dir(): string {
    return this.#lab.paths.dir;
  }

  get kubeconfigPath(): string {
    return this.#lab.paths.kubeconfig;
  }

  get clusters(): readonly LabCluster[] {
    return hostFirst(this.#lab.clusters.all()).map((record) => this.#describe(record));
  }

  get host(): LabCluster {
    return this.cluster(hostName);
  }

  cluster(name: string): LabCluster {
    return this.#describe(this.#record(name));
  }

  async startCluster(options: StartClusterOptions): Promise<LabCluster> {
    const { name, signal } = options;
    const record = await this.reserveCluster(options);
    try {
      await this.#bringUp(record, signal);
    } catch (error) {
      await this.stopCluster(name);
      this.#lab.clusters.remove(name);
      this.#lab.ports.release(record.port);
      throw error;
    }
    return this.cluster(name);
  }

  /** Gives a name and a port to a cluster that is not started yet; shared is the process that will serve it with others. */
  async reserveCluster(
    options: Pick<StartClusterOptions, 'name' | 'full' | 'flags' | 'port'>,
    shared?: string,
  ): Promise<ClusterRecord> {
    const { name, full = false, flags = [] } = options;
    if (!clusterName.test(name)) {
      throw new LabError(`${JSON.stringify(name)} cannot name a cluster: use a-z, 0-9 and "-", 63 characters at most`);
    }
    if (full) requireControllerManager(this.#lab.record.binaries, name);
    const { ports, pki, paths, clusters } = this.#lab;
    const port = options.port === undefined ? await ports.reserveAny() : await ports.reserve(options.port);
    const record: ClusterRecord = {
      name,
      port,
      full,
      flags,
      caPath: pki.serving?.ca ?? join(paths.pki, name, 'apiserver.crt'),
      apiServer: shared ?? apiServerProcess(name),
      shared: shared !== undefined,
    };
    if (clusters.create(name, record)) return record;
    ports.release(port);
    throw new LabError(`the lab in ${paths.dir} already has a cluster ${name}`, {
      next: 'choose another name: objects of the former one would still be there',
    });
  }

  async stopCluster(name: string): Promise<void> {
    await this.#stopProcesses(this.#alone(name), ['apiServer', 'controllerManager'], 'SIGTERM');
  }

  async killCluster(name: string): Promise<void> {
    await this.#stopProcesses(this.#alone(name), ['apiServer'], 'SIGKILL');
  }

  async restartCluster(name: string): Promise<LabCluster> {
    const record = this.#alone(name);
    await this.#stopProcesses(record, ['apiServer'], 'SIGTERM');
    await this.#bringUp(record);
    return this.cluster(name);
  }

  startCompanion(companion: Companion): Promise<StartedProcess> {
    return startCompanion(this.#lab.processes, companion);
  }

  status(): Promise<LabClusterStatus[]> {
    return Promise.all(this.clusters.map((cluster) => this.#statusOf(cluster)));
  }

  async down(): Promise<void> {
    const { processes, paths } = this.#lab;
    const started = processes.all();
    await processes.stop(started.filter(({ role }) => role === 'companion'));
    // Nothing of the clusters is kept; ended in good order, an API server takes ten seconds while anybody watches it.
    await processes.stop(started, 'SIGKILL');
    await rm(paths.dir, { recursive: true, force: true });
  }

  async #bringUp(record: ClusterRecord, signal?: AbortSignal): Promise<void> {
    await startApiServer(this.#lab, record, signal);
    this.announce(record);
  }

  /** Makes known a cluster whose API server is ready. */
  announce(record: ClusterRecord): void {
    writeKubeconfigs(this.#lab, record);
    const manager = controllerManagerProcess(record.name);
    if (record.full && this.#lab.processes.running(manager) === undefined) startControllerManager(this.#lab, record);
  }

  async #stopProcesses(
    record: ClusterRecord,
    which: readonly ('apiServer' | 'controllerManager')[],
    signal: 'SIGTERM' | 'SIGKILL',
  ): Promise<void> {
    const names = { apiServer: record.apiServer, controllerManager: controllerManagerProcess(record.name) };
    const running = which.flatMap((key) => this.#lab.processes.running(names[key]) ?? []);
    await this.#lab.processes.stop(running, signal);
  }

  #record(name: string): ClusterRecord {
    const record = this.#lab.clusters.get(name);
    if (record !== undefined) return record;
    const known = this.clusters.map((cluster) => cluster.name).join(', ');
    throw new LabError(`the lab in ${this.dir} has no cluster ${name}; it has ${known === '' ? 'none yet' : known}`);
  }

  /** The record of a cluster whose API server has a process to itself. */
  #alone(name: string): ClusterRecord {
    const record = this.#record(name);
    if (!record.shared) return record;
    throw new LabError(`${name} shares its process with other thin members and cannot be stopped alone`, {
      next: 'stop a full member, or one that startCluster has started',
    });
  }

  #describe({ name, port, full, shared, caPath, apiServer }: ClusterRecord): LabCluster {
    const { paths, token, processes } = this.#lab;
    const server = serverOf(port);
    const apiServerPid = processes.running(apiServer)?.pid;
    const managerPid = processes.running(controllerManagerProcess(name))?.pid;
    return {
      name,
      server,
      port,
      full,
      shared,
      kubeconfigPath: kubeconfigPathOf(paths, name),
      caPath,
      token,
      get access() {
        const credential = createStaticCredential({ authorization: bearerAuthorization(token) });
        return { name, server, tls: { ca: readFileSync(caPath, 'utf8') }, credential };
      },
      pids: {
        ...(apiServerPid === undefined ? {} : { apiServer: apiServerPid }),
        ...(managerPid === undefined ? {} : { controllerManager: managerPid }),
      },
    };
  }

  async #statusOf(cluster: LabCluster): Promise<LabClusterStatus> {
    const { name, server, full, shared, pids, caPath, token } = cluster;
    const isReady = pids.apiServer !== undefined && (await isApiServerReady(server, caPath, token));
    const memory = Object.values(pids).reduce((sum, pid) => sum + (memoryOf(pid) ?? 0), 0);
    const state = pids.apiServer === undefined ? 'Stopped' : isReady ? 'Ready' : 'NotReady';
    return { name, server, full, shared, pids, state, ...(shared ? {} : { memoryMiB: memory }) };
  }
}
