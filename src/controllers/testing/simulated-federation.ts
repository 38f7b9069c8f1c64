import { SteppingClock } from '../../base/stepping-clock.ts';
import type { JsonObject } from '../../base/json.ts';
import { defaultTypes } from '../../api/default-types.ts';
import { defaultPlace, federatedTypeOf, splitTypesOf, typeConfigFor } from '../../api/federated-type.ts';
import { federatedTypeConfigType } from '../../api/federated-type-config.ts';
import { kubeFedClusterType, type ClusterTaint } from '../../api/kubefed-cluster.ts';
import { kubeFedConfigType } from '../../api/kubefed-config.ts';
import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import { configName, systemNamespaceDefault as systemNamespace } from '../../api/names.ts';
import { replicaSchedulingPreferenceType } from '../../api/replica-scheduling-preference.ts';
import { schedulingPreferenceType } from '../../api/scheduling-preference.ts';
import type { ClusterAccess } from '../../kube/access.ts';
import type { KubeClient, RawResponse } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import type { Log } from '../../runtime/log.ts';
import { ControllerManager } from '../manager.ts';

export const configMaps = targetNamed('configmaps');
const namespaces = targetNamed('namespaces');
export const federatedConfigMaps = federatedTypeOf(configMaps, defaultPlace);
export const federatedNamespaces = federatedTypeOf(namespaces, defaultPlace);
export const deployments = targetNamed('deployments.apps');
export const federatedDeployments = federatedTypeOf(deployments, defaultPlace);
const secrets = targetNamed('secrets');
export const events: ResourceType = { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true };
export const nodes: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
export const autoscalers: ResourceType = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};
export const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const silent = () => {};
const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** A host and members in memory, with controllers that can be stopped in the middle of anything, by a clock that is stepped. */
export class SimulatedFederation {
  readonly clock = new SteppingClock();
  readonly host: SimulatedApiServer;
  readonly members: ReadonlyMap<string, SimulatedApiServer>;
  /** Whether the definition of the federated type has room for how objects do. */
  keepsSums = true;
  /** The users' own way to the host. */
  readonly users: KubeClient;
  readonly #watchesAreLate: boolean;
  readonly #target: ResourceType;
  readonly #unwell = new Set<string>();
  #manager: ControllerManager | undefined;
  #clients: KubeClient[] = [];

  /** The target is what is federated beside namespaces. */
  constructor(memberNames: readonly string[], watchesAreLate: boolean, target = configMaps) {
    const { clock } = this;
    this.#watchesAreLate = watchesAreLate;
    this.#target = target;
    this.host = new SimulatedApiServer({
      name: 'host',
      clock,
      types: [
        { type: kubeFedClusterType, hasStatus: true, countsGenerations: true },
        { type: federatedTypeConfigType, hasStatus: true, countsGenerations: true },
        { type: kubeFedConfigType, countsGenerations: true },
        ...[replicaSchedulingPreferenceType, clusterPlacementPolicyType, placementPolicyType].map((type) => ({
          type,
          countsGenerations: true,
        })),
        { type: schedulingPreferenceType, hasStatus: true, countsGenerations: true },
        {
          type: federatedTypeOf(target, defaultPlace),
          hasStatus: true,
          countsGenerations: true,
          pruneStatus: (status) => (this.keepsSums ? status : withoutSums(status)),
        },
        { type: federatedNamespaces, hasStatus: true, countsGenerations: true },
        ...[target, namespaces].flatMap((one) =>
          Object.values(splitTypesOf(one, defaultPlace)).map((type: ResourceType) => ({
            type,
            countsGenerations: true,
          })),
        ),
        ...[secrets, namespaces, events].map((type) => ({ type })),
      ],
    });
    const isWorkload = target === deployments;
    const workload = { type: target, hasStatus: isWorkload, countsGenerations: isWorkload };
    const types = [workload, ...[pods, nodes, autoscalers, namespaces].map((type) => ({ type }))];
    this.members = new Map(memberNames.map((name) => [name, new SimulatedApiServer({ name, clock, types })]));
    this.users = connectTo(this.host);
  }

  /** Puts in place what `hansa init` and `hansa join` would, and a namespace for users; split says whether the types are. */
  async setUp(userNamespace: string, settings: object = {}, split = false): Promise<void> {
    for (const name of [systemNamespace, userNamespace]) await this.users.create(namespaces, { metadata: { name } });
    await this.#declare(kubeFedConfigType, configName, { scope: 'Cluster', ...settings });
    for (const target of [namespaces, this.#target]) {
      const config = typeConfigFor(target, defaultPlace, { split });
      await this.#declare(federatedTypeConfigType, config.metadata.name, config.spec);
    }
    for (const name of this.members.keys()) {
      const metadata = { namespace: systemNamespace, name };
      await this.users.create(secrets, { metadata, data: { token: 'dG9rZW4=' } } as KubeObject);
      await this.join(name);
    }
  }

  async join(name: string): Promise<void> {
    await this.#declare(kubeFedClusterType, name, { apiEndpoint: `https://${name}.test`, secretRef: { name } });
  }

  async unjoin(name: string): Promise<void> {
    await this.users.delete(kubeFedClusterType, { namespace: systemNamespace, name });
  }

  async label(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.users.mergePatch(kubeFedClusterType, { namespace: systemNamespace, name }, { metadata: { labels } });
  }

  async taint(name: string, taints: readonly ClusterTaint[]): Promise<void> {
    await this.users.mergePatch(kubeFedClusterType, { namespace: systemNamespace, name }, { spec: { taints } });
  }

  /** Starts the controllers; what they do needs steps. */
  start(): void {
    const { clock } = this;
    this.#manager = new ControllerManager({
      host: this.#connect(this.host),
      systemNamespace,
      clock,
      random: () => 0.5,
      log: silentLog,
      createClient: (access) => this.#connectMember(access),
    });
    void this.#manager.start();
  }

  /** Ends the controllers as a machine does that loses power: in the middle of what they do. */
  crash(): void {
    const [manager, clients] = [this.#manager, this.#clients];
    [this.#manager, this.#clients] = [undefined, []];
    for (const client of clients) void client.close();
    void manager?.stop();
  }

  /** Whether a member answers its probes well from now on. */
  setWell(name: string, well: boolean): void {
    if (well) this.#unwell.delete(name);
    else this.#unwell.add(name);
  }

  /** Lets time go on, and everything happen that can. */
  async step(milliseconds = 0): Promise<void> {
    this.clock.advance(milliseconds);
    // A turn of the event loop empties the queue of microtasks; late watches take one turn for each answer to an event.
    for (let turn = 0; turn < (this.#watchesAreLate ? 12 : 3); turn++)
      await new Promise((resolve) => setImmediate(resolve));
  }

  #connectMember({ name }: ClusterAccess): KubeClient {
    const server = this.members.get(name);
    if (!server) throw new Error(`there is no member ${name}`);
    const probe = async (method: string, path: string): Promise<RawResponse> => {
      if (!this.#unwell.has(name)) return { status: 200, headers: {}, body: Buffer.from('ok') };
      throw new ApiError({ cluster: name, method, path, status: 500, reason: '', serverMessage: 'unwell' });
    };
    return withInstead(this.#connect(server), { request: probe });
  }

  #connect(server: SimulatedApiServer): KubeClient {
    const client = connectTo(server);
    this.#clients.push(client);
    return this.#watchesAreLate ? withInstead(client, { watch: lateWatch(client) }) : client;
  }

  async #declare(type: ResourceType, name: string, spec: object): Promise<void> {
    await this.users.create(type, { metadata: { namespace: systemNamespace, name }, spec } as KubeObject);
  }
}

/** The client, some of whose methods are others. */
function withInstead(client: KubeClient, others: Partial<KubeClient>): KubeClient {
  return new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(property in others ? others : target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Watches whose events come a turn of the event loop later, so that answers to writes overtake them. */
function lateWatch(client: KubeClient): KubeClient['watch'] {
  return async (type, options, handle) => {
    let isOver = false;
    const watching = client.watch(type, options, (event) => {
      setImmediate(() => !isOver && handle(event as Parameters<typeof handle>[0]));
    });
    await watching.finally(() => (isOver = true));
  };
}

function targetNamed(name: string): ResourceType {
  const found = defaultTypes.find(({ target }) => qualifiedPlural(target) === name);
  if (!found) throw new Error(`${name} is not federated by default`);
  return found.target;
}

/** The status as definitions of KubeFed have room for it. */
function withoutSums(whole: JsonObject): JsonObject {
  const { summary: _, ...status } = whole;
  const clusters = ((status['clusters'] ?? []) as readonly JsonObject[]).map((cluster) => {
    const { health: __, healthMessage: ___, replicas: ____, fields: _____, ...rest } = cluster;
    return rest;
  });
  return { ...status, clusters };
}
