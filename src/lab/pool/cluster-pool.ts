import { join } from 'node:path';
import { sleep, type Clock } from '../../base/clock.ts';
import { startSharedApiServers } from '../control-plane/start-processes.ts';
import { createKubeClient } from '../../kube/create-client.ts';
import { DirectoryLab } from '../directory-lab.ts';
import type { LabCluster } from '../lab.ts';
import { LabError } from '../lab-error.ts';
import { readSurroundings, type LabSurroundings } from '../lab-surroundings.ts';
import { RecordDirectory } from '../record-directory.ts';
import { EtcdKeys, type EtcdEntries } from './etcd-keys.ts';

/** What a cluster has in etcd while it is fresh. */
interface Imprint {
  readonly entries: readonly (readonly [key: string, value: string])[];
  /** The API groups it serves. */
  readonly groups: readonly string[];
}

/** A cluster that nobody uses now. */
interface Idle {
  readonly name: string;
  readonly full: boolean;
}

/** The process that serves what the pool was filled with. */
const poolProcess = 'kube-apiserver-pool';
const pollMs = 50;
/** The API server itself takes them away when it has seen that the definitions of their types are gone; before, it makes them again. */
const apiServices = 'apiregistration.k8s.io/apiservices/';
/** Controllers that still act on what was there before are done in a moment. */
const settlingMs = 15_000;
/** So long that only what never comes is missed, on a busy machine too. */
const freshMs = 60_000;

/** What a cluster makes by itself, the last of it after its API server is ready. */
const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const ofEveryCluster = ['services/specs/default/kubernetes', ...systemNamespaces.map((name) => `namespaces/${name}`)];
const ofFullClusters = systemNamespaces.flatMap((name) => [
  `serviceaccounts/${name}/default`,
  `configmaps/${name}/kube-root-ca.crt`,
]);

/**
 * Clusters of one lab that are used again, by whichever program opens it: to start one costs more than most of what is
 * done with it. What is written to a cluster is taken out of etcd when it is given back; resource versions go on, and
 * its API server keeps running.
 */
export class ClusterPool {
  readonly #surroundings: LabSurroundings;
  readonly #lab: DirectoryLab;
  readonly #keys: EtcdKeys;
  readonly #idle: RecordDirectory<Idle>;
  readonly #imprints: RecordDirectory<Imprint>;
  readonly #clock: Clock;

  constructor(dir: string, clock: Clock) {
    const surroundings = readSurroundings(dir);
    this.#surroundings = surroundings;
    this.#lab = new DirectoryLab(surroundings);
    this.#keys = new EtcdKeys(surroundings.record.etcdUrl);
    this.#idle = new RecordDirectory(join(surroundings.paths.dir, 'pool', 'idle'));
    this.#imprints = new RecordDirectory(join(surroundings.paths.dir, 'pool', 'imprints'));
    this.#clock = clock;
  }

  /** Starts thin clusters for later, in one process where binaries allow it: each costs half of one started alone. */
  async fill(count: number): Promise<void> {
    const names = Array.from({ length: count }, (_, index) => `pool-${index + 1}-of-${count}`);
    if (this.#surroundings.record.binaries.multiCall === undefined) {
      await Promise.all(names.map((name) => this.#lab.startCluster({ name })));
    } else {
      const records = await Promise.all(names.map((name) => this.#lab.reserveCluster({ name }, poolProcess)));
      await startSharedApiServers(this.#surroundings, records, (record) => this.#lab.announce(record));
    }
    await Promise.all(names.map((name) => this.#add(name)));
  }

  async #add(name: string): Promise<void> {
    await this.#remember(this.#lab.cluster(name));
    this.#idle.put(name, { name, full: false });
  }

  /** A cluster as fresh, for the caller alone: an idle one, or where there is none a new one of the name given. */
  async lend({ full = false, name }: { readonly full?: boolean; readonly name: string }): Promise<LabCluster> {
    for (const idle of this.#idle.all()) {
      if (idle.full !== full || !this.#idle.take(idle.name)) continue;
      if (await this.#becomesFresh(idle.name)) return this.#lab.cluster(idle.name);
    }
    const started = await this.#lab.startCluster({ name, full });
    await this.#remember(started);
    return started;
  }

  /** Makes a cluster that was lent as fresh again, and lets others have it. */
  async giveBack(name: string): Promise<void> {
    // One that does not become so is left alone.
    if (await this.reset(name)) this.#idle.put(name, { name, full: this.#lab.cluster(name).full });
  }

  /** Makes a cluster of the pool as it was in the beginning; resolves with whether it has become so. */
  async reset(name: string): Promise<boolean> {
    const imprint = this.#imprintOf(name);
    const entries: EtcdEntries = new Map(imprint.entries);
    await this.#removeOthers(name, entries);
    const there = await this.#keys.read(prefixOf(name));
    await this.#keys.put(new Map([...entries].filter(([key, value]) => there.get(key) !== value)));
    return this.#becomesFresh(name);
  }

  /** Resolves when a cluster has what it had in the beginning and nothing else; what somebody is late to write is removed. */
  async #becomesFresh(name: string): Promise<boolean> {
    const { entries, groups } = this.#imprintOf(name);
    const wanted: EtcdEntries = new Map(entries);
    const until = this.#clock.now() + settlingMs;
    while (this.#clock.now() < until) {
      const keys = new Set(await this.#keys.list(prefixOf(name)));
      const hasAll = keys.size === wanted.size && [...wanted.keys()].every((key) => keys.has(key));
      if (hasAll && sameGroups(await readGroups(this.#lab.cluster(name)), groups)) return true;
      await this.#removeOthers(name, wanted);
      await sleep(this.#clock, pollMs);
    }
    return false;
  }

  /** Objects before the definitions of their types, as their owners would. */
  async #removeOthers(name: string, imprint: EtcdEntries): Promise<void> {
    const [keys, served] = [await this.#keys.list(prefixOf(name)), prefixOf(name) + apiServices];
    const others = keys.filter((key) => !imprint.has(key) && !key.startsWith(served));
    await this.#keys.remove(others.reverse());
  }

  async #remember(cluster: LabCluster): Promise<void> {
    const { name, full } = cluster;
    const prefix = prefixOf(name);
    const wanted = [...ofEveryCluster, ...(full ? ofFullClusters : [])].map((key) => prefix + key);
    const until = this.#clock.now() + freshMs;
    for (;;) {
      const entries = await this.#keys.read(prefix);
      if (wanted.every((key) => entries.has(key))) {
        return this.#imprints.put(name, { entries: [...entries], groups: await readGroups(cluster) });
      }
      if (this.#clock.now() > until) {
        const missing = wanted.filter((key) => !entries.has(key));
        throw new LabError(`${name} does not become what a fresh cluster is: there is no ${missing.join(', ')}`);
      }
      await sleep(this.#clock, pollMs);
    }
  }

  #imprintOf(name: string): Imprint {
    const imprint = this.#imprints.get(name);
    if (imprint === undefined) throw new LabError(`${name} is none of the clusters that are used again`);
    return imprint;
  }
}

/** An API server serves types for a moment after their definitions have gone. */
async function readGroups(cluster: LabCluster): Promise<string[]> {
  const client = createKubeClient(cluster.access);
  try {
    const { body } = await client.request('GET', '/apis');
    const { groups } = JSON.parse(body.toString('utf8')) as { groups: { name: string }[] };
    return groups.map(({ name }) => name).toSorted();
  } finally {
    await client.close();
  }
}

function sameGroups(some: readonly string[], others: readonly string[]): boolean {
  return some.join() === others.join();
}

/** As `--etcd-prefix` of its API server has it. */
function prefixOf(name: string): string {
  return `/${name}/`;
}
