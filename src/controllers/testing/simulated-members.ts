import { SteppingClock } from '../../base/stepping-clock.ts';
import { kubeFedClusterType } from '../../api/kubefed-cluster.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { SimulatedType } from '../../kube/simulated/collection.ts';
import type { KubeClient } from '../../kube/client.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Log } from '../../runtime/log.ts';
import { silentMeter } from '../../runtime/meter.ts';

const namespace = 'federation';
const secretType: ResourceType = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };
const silent = () => {};
const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** Members in memory with a registry of them, and nothing else of a federation. */
export class SimulatedMembers {
  readonly clock = new SteppingClock();
  readonly servers: ReadonlyMap<string, SimulatedApiServer>;
  readonly registry: ClusterRegistry;
  /** Warnings so far, with their cluster. */
  readonly warnings: string[] = [];
  readonly log: Log;
  readonly #host: KubeClient;

  constructor(names: readonly string[], types: readonly SimulatedType[]) {
    const { clock } = this;
    const warn = ({ cluster }: { cluster?: string }, text: string) => void this.warnings.push(`${cluster}: ${text}`);
    this.log = { ...silentLog, warn: warn as Log['warn'] };
    const hostTypes = [{ type: kubeFedClusterType, hasStatus: true }, { type: secretType }];
    this.#host = connectTo(new SimulatedApiServer({ name: 'host', clock, types: hostTypes }));
    this.servers = new Map(names.map((name) => [name, new SimulatedApiServer({ name, clock, types })]));
    this.registry = new ClusterRegistry({
      host: this.#host,
      namespace,
      clock,
      random: () => 0.5,
      concurrency: () => 1,
      meter: silentMeter,
      log: silentLog,
      createClient: ({ name }) => connectTo(this.server(name)),
    });
  }

  /** With all members joined and ready. */
  static async begin(names: readonly string[], types: readonly SimulatedType[]): Promise<SimulatedMembers> {
    const members = new SimulatedMembers(names, types);
    for (const name of names) {
      await members.#host.create(secretType, {
        metadata: { namespace, name },
        data: { token: 'dG9rZW4=' },
      } as KubeObject);
      await members.join(name);
    }
    await members.registry.start();
    return members;
  }

  server(name: string): SimulatedApiServer {
    const server = this.servers.get(name);
    if (!server) throw new Error(`there is no member ${name}`);
    return server;
  }

  async join(name: string): Promise<void> {
    const spec = { apiEndpoint: `https://${name}.test`, secretRef: { name } };
    await this.#host.create(kubeFedClusterType, { metadata: { namespace, name }, spec } as KubeObject);
    await this.setReady(name, true);
  }

  async unjoin(name: string): Promise<void> {
    await this.#host.delete(kubeFedClusterType, { namespace, name });
    await this.step();
  }

  async setReady(name: string, ready: boolean): Promise<void> {
    const now = new Date(this.clock.now()).toISOString();
    const condition = {
      type: ready ? 'Ready' : 'Offline',
      status: 'True',
      lastProbeTime: now,
      lastTransitionTime: now,
    };
    const patch = { status: { conditions: [condition] } };
    await this.#host.mergePatch(kubeFedClusterType, { namespace, name }, patch, { subresource: 'status' });
    await this.step();
  }

  /** Creates an object in a member as its users do. */
  async create(cluster: string, type: ResourceType, object: object): Promise<void> {
    await connectTo(this.server(cluster)).create(type, object as KubeObject);
  }

  /** Lets time go on, and everything happen that can. */
  async step(milliseconds = 0): Promise<void> {
    this.clock.advance(milliseconds);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** How often a member was asked to list or watch a type. */
  asked(cluster: string, verb: 'list' | 'watch', type: ResourceType): number {
    return this.server(cluster).requests.filter((seen) => seen.verb === verb && seen.type.split('.')[0] === type.plural)
      .length;
  }
}
