import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { sleep, systemClock, type Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { defaultTypes } from '../../src/api/default-types.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../src/api/kubefed-cluster.ts';
import { qualifiedPlural, type ResourceType } from '../../src/api/meta.ts';
import { systemNamespaceDefault } from '../../src/api/names.ts';
import { ControllerManager } from '../../src/controllers/manager.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import { federateClusters, joinWithToken, type FederatedCluster } from '../../src/lab/federation.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { createLog, type LogLevel } from '../../src/runtime/log.ts';
import { startTestCluster } from '../lab.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { Scene } from './scene.ts';
import { splitTypes } from './split-types.ts';
import { until } from './until.ts';

/** A cluster of a federation, and the test's own way into it. */
export interface Place {
  readonly name: string;
  readonly cluster: LabCluster;
  readonly client: KubeClient;
  /** What the federation reaches it by, if not directly; the test's own client goes past it. */
  readonly proxy?: FaultProxy;
}

export interface FederationOptions {
  /** The members' labels, by name. */
  readonly members: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Members, or `host`, that the controllers reach through a proxy which can fail. */
  readonly proxied?: readonly string[];
  /** Members, or `host`, that have a controller manager, so that namespaces end there. */
  readonly full?: readonly string[];
  /** Whether the API servers have a process each: to be killed, or to be asked for metrics. Default false. */
  readonly alone?: boolean;
  /** Whether the host is a member too, named `hub`. Default false. */
  readonly hostJoins?: boolean;
  /** FederatedTypeConfigs beside `namespaces`. */
  readonly types: readonly string[];
  /** Those of the types that have split types. */
  readonly split?: readonly string[];
  /** Fields of KubeFedConfig's spec. */
  readonly config?: JsonObject;
  /** How many times faster time goes for the controllers; what they put off comes sooner. Default 1. */
  readonly haste?: number;
  /** Whether the controllers run in this process; without them a test starts its own. Default true. */
  readonly managed?: boolean;
}

/** Probes that are quick to notice, so that tests are quick to see. */
const quickHealth = {
  clusterHealthCheck: { period: '300ms', timeout: '2s', failureThreshold: 2, successThreshold: 1 },
};

/** A host and its members on real API servers of their own, with the controllers in this process. */
export class Federation {
  readonly host: Place;
  readonly members: ReadonlyMap<string, Place>;
  readonly #options: FederationOptions;
  #manager: ControllerManager | undefined;
  #hostClient: KubeClient | undefined;
  #scenes = 0;

  constructor(host: Place, members: ReadonlyMap<string, Place>, options: FederationOptions) {
    this.host = host;
    this.members = members;
    this.#options = options;
  }

  /** Makes the federation and starts its controllers. */
  async start(): Promise<void> {
    const { members, types, split = [], config = {}, managed = true } = this.#options;
    const joining = [...this.members.values()].map((place) => asMember(place, members[place.name]));
    const settings = { ...quickHealth, ...config };
    await federateClusters({ host: this.host.client, members: joining, types, config: settings, clock: systemClock });
    const targets = defaultTypes.map(({ target }) => target);
    await splitTypes(
      this.host.client,
      targets.filter((target) => split.includes(qualifiedPlural(target))),
    );
    if (!managed) return;
    await this.startManager();
    for (const name of this.members.keys()) await this.untilReady(name);
  }

  async startManager(): Promise<void> {
    const { cluster, proxy } = this.host;
    const way = proxy ? { server: proxy.server, tls: { ca: proxy.ca } } : {};
    this.#hostClient = createKubeClient({ ...cluster.access, ...way });
    this.#manager = new ControllerManager({
      host: this.#hostClient,
      systemNamespace: systemNamespaceDefault,
      clock: hastyClock(this.#options.haste ?? 1),
      random: Math.random,
      log: createLog((process.env['HANSA_TEST_LOG'] ?? 'silent') as LogLevel),
    });
    await this.#manager.start();
  }

  async stopManager(): Promise<void> {
    await this.#manager?.stop();
    await this.#hostClient?.close();
    this.#manager = undefined;
  }

  /** Resolves when the controllers have nothing left to do, nor put off. */
  async untilIdle(): Promise<void> {
    while (this.#manager?.isIdle !== true) await sleep(systemClock, 20);
  }

  async stop(): Promise<void> {
    await this.stopManager();
    for (const { client, proxy } of [this.host, ...this.members.values()]) {
      await client.close();
      await proxy?.close();
    }
  }

  member(name: string): Place {
    const place = this.members.get(name);
    if (!place) throw new Error(`the federation has no member ${name}`);
    return place;
  }

  /** The proxy in front of a member or the host. */
  proxy(name: string): FaultProxy {
    const { proxy } = name === 'host' ? this.host : this.member(name);
    if (!proxy) throw new Error(`${name} is not behind a proxy`);
    return proxy;
  }

  /** Resolves when the KubeFedCluster is ready, or not ready. */
  async untilReady(name: string, ready = true): Promise<KubeFedCluster> {
    return until<KubeFedCluster, KubeFedCluster>({
      client: this.host.client,
      type: kubeFedClusterType,
      namespace: systemNamespaceDefault,
      what: `that cluster ${name} is ${ready ? '' : 'not '}ready`,
      show: (clusters) => clusters.get(`${systemNamespaceDefault}/${name}`)?.status,
      look: (clusters) => {
        const cluster = clusters.get(`${systemNamespaceDefault}/${name}`);
        const conditions = cluster?.status?.conditions;
        return conditions && conditions.some((one) => one.type === 'Ready' && one.status === 'True') === ready
          ? cluster
          : undefined;
      },
    });
  }

  /** Joins a cluster under its name; change replaces what is said of it. */
  join(place: Place, change: Partial<FederatedCluster> = {}): Promise<void> {
    return joinWithToken(this.host.client, { ...asMember(place, {}), ...change });
  }

  /** Takes the KubeFedCluster away, and nothing else. */
  async unjoin(name: string): Promise<void> {
    await this.host.client.delete(kubeFedClusterType, { namespace: systemNamespaceDefault, name });
  }

  /** Changes something of the control plane's own: a KubeFedCluster, its Secret, a FederatedTypeConfig, the KubeFedConfig. */
  async change(type: ResourceType, name: string, patch: JsonObject): Promise<void> {
    await this.host.client.mergePatch(type, { namespace: systemNamespaceDefault, name }, patch);
  }

  /** A namespace of its own for one scenario, federated to every member unless told otherwise. */
  async scene(placement: JsonObject | 'not federated' = {}): Promise<Scene> {
    const scene = new Scene(this, `scene-${++this.#scenes}`);
    await scene.open(placement);
    return scene;
  }
}

/** A federation for the tests of the suite this is called in; it is there once they run. */
export function useFederation(options: FederationOptions): { readonly current: Federation } {
  let federation: Federation | undefined;
  before(async () => {
    const names = ['host', ...Object.keys(options.members)];
    const [host, ...members] = await Promise.all(names.map((name) => openPlace(name, options)));
    if (!host) throw new Error('no host was started');
    if (options.hostJoins === true) members.push({ ...host, name: 'hub' });
    federation = new Federation(host, new Map(members.map((place) => [place.name, place])), options);
    await federation.start();
  });
  after(() => federation?.stop());
  return {
    get current() {
      if (!federation) throw new Error('the federation is there only while tests run');
      return federation;
    },
  };
}

/** A fresh cluster, not joined to anything. */
async function openPlace(name: string, { full = [], proxied = [], alone = false }: FederationOptions): Promise<Place> {
  const cluster = await startTestCluster({ full: full.includes(name), alone });
  const place = { name, cluster, client: createKubeClient({ ...cluster.access, name }) };
  return proxied.includes(name) ? { ...place, proxy: await startFaultProxy(cluster) } : place;
}

function hastyClock(haste: number): Clock {
  return {
    now: () => systemClock.now() * haste,
    after: (milliseconds, fire) => systemClock.after(milliseconds / haste, fire),
  };
}

function asMember({ name, cluster, proxy }: Place, labels: Readonly<Record<string, string>> = {}): FederatedCluster {
  const { server, ca } = proxy ?? { server: cluster.server, ca: readFileSync(cluster.caPath, 'utf8') };
  return { name, server, ca, token: cluster.token, labels };
}
