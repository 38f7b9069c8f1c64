import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hostName, serverOf, sharedProcess } from './cluster-places.ts';
import { startApiServer, startEtcd, startSharedApiServers } from './control-plane/start-processes.ts';
import { startPlayer } from './control-plane/start-player.ts';
import { DirectoryLab } from './directory-lab.ts';
import type { Lab, StartLabOptions } from './lab.ts';
import { LabError } from './lab-error.ts';
import { labPaths, type LabPaths } from './lab-paths.ts';
import type { ClusterRecord, LabRecord } from './lab-records.ts';
import { readMarker, readSurroundings, type LabSurroundings } from './lab-surroundings.ts';
import { ensurePki } from './pki.ts';
import { PortReservations } from './ports.ts';
import { silentProgress } from './progress.ts';
import { startTogether, type Start } from './start-together.ts';

/** Starts a lab and resolves when all its API servers are ready; what was started is ended when one fails. */
export async function startLab(options: StartLabOptions): Promise<Lab> {
  const paths = labPaths(resolve(options.dir));
  const peerUrl = await claim(paths, options);
  await ensurePki(paths.pki, options.binaries);
  const surroundings = readSurroundings(paths.dir);
  const lab = new DirectoryLab(surroundings);
  try {
    await bringUp(lab, surroundings, peerUrl, options);
  } catch (error) {
    await lab.down();
    throw error;
  }
  return lab;
}

/** Opens the lab in a directory, whichever program has started it; throws LabError when there is none. */
export function openLab(dir: string): Lab {
  return new DirectoryLab(readSurroundings(dir));
}

/** Makes the directory a lab's, with etcd's ports; returns the URL that is etcd's own among its peers. */
async function claim(paths: LabPaths, { binaries, basePort, apiServerFlags = [] }: StartLabOptions): Promise<string> {
  refuseOccupied(paths);
  for (const directory of [paths.dir, paths.logs, paths.kubeconfigs]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  try {
    const ports = new PortReservations(paths.ports);
    const reserve = (below: number) => (basePort === undefined ? ports.reserveAny() : ports.reserve(basePort - below));
    const record: LabRecord = { binaries, apiServerFlags, etcdUrl: `http://127.0.0.1:${await reserve(1)}` };
    const peerUrl = `http://127.0.0.1:${await reserve(2)}`;
    writeFileSync(paths.marker, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
    return peerUrl;
  } catch (error) {
    if (readMarker(paths) === undefined) await rm(paths.dir, { recursive: true, force: true });
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? occupied(paths) : error;
  }
}

function refuseOccupied(paths: LabPaths): void {
  if (readMarker(paths) !== undefined) throw occupied(paths);
  if (entriesOf(paths.dir).length === 0) return;
  throw new LabError(`${paths.dir} holds files that are not a lab's`, {
    next: 'choose a directory that is empty or does not exist: "hansa lab down" removes it whole',
  });
}

function occupied({ dir }: LabPaths): LabError {
  return new LabError(`there is a lab in ${dir} already`, {
    next: `look at it with "hansa lab status --dir ${dir}", or remove it with "hansa lab down --dir ${dir}"`,
  });
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

interface PlannedClusters {
  readonly alone: readonly ClusterRecord[];
  readonly together: readonly ClusterRecord[];
}

async function bringUp(
  lab: DirectoryLab,
  surroundings: LabSurroundings,
  peerUrl: string,
  options: StartLabOptions,
): Promise<void> {
  const progress = options.progress ?? silentProgress;
  const { alone, together } = await reserveClusters(lab, options);
  progress.now('starting etcd');
  await startEtcd(surroundings, peerUrl, options.signal);
  progress.done('etcd is ready');
  const ready = (cluster: ClusterRecord) => {
    lab.announce(cluster);
    progress.done(`${cluster.name} is ready: ${serverOf(cluster.port)}${cluster.full ? '' : ' (thin)'}`);
  };
  const starts: Start[] = alone.map((cluster) => async (signal) => {
    progress.now(`starting ${cluster.name}`);
    await startApiServer(surroundings, cluster, signal);
    ready(cluster);
  });
  if (together.length > 0) starts.push((signal) => startSharedApiServers(surroundings, together, ready, signal));
  await startTogether(starts, options.signal);
  if (options.nodes !== true) return;
  progress.now('making nodes');
  await startPlayer(
    surroundings,
    [...alone, ...together].map(({ name }) => name),
    options.signal,
  );
}

/** The host, the full members and then the thin ones, numbered through. */
async function reserveClusters(lab: DirectoryLab, options: StartLabOptions): Promise<PlannedClusters> {
  const { members = 0, thin = 0, binaries, basePort } = options;
  const alone: ClusterRecord[] = [];
  const together: ClusterRecord[] = [];
  for (let index = 0; index <= members + thin; index++) {
    const isThin = index > members;
    const share = isThin && binaries.multiCall !== undefined ? sharedProcess : undefined;
    const record = await lab.reserveCluster(
      {
        name: index === 0 ? hostName : `member-${index}`,
        full: !isThin && (index > 0 || binaries.controllerManager !== undefined),
        ...(basePort === undefined ? {} : { port: basePort + index }),
      },
      share,
    );
    (share === undefined ? alone : together).push(record);
  }
  return { alone, together };
}
