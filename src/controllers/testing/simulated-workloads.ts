import type { JsonObject } from '../../base/json.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { apiVersionOf, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import {
  replicaSchedulingPreferenceType,
  type ReplicaSchedulingPreferenceSpec,
} from '../../api/replica-scheduling-preference.ts';
import {
  schedulingPreferenceType,
  type SchedulingPreference,
  type SchedulingPreferenceSpec,
  type SchedulingPreferenceStatus,
} from '../../api/scheduling-preference.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import type { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import {
  deployments,
  events,
  federatedDeployments,
  federatedNamespaces,
  pods,
  SimulatedFederation,
} from './simulated-federation.ts';

interface Deployment extends KubeObject {
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly readyReplicas?: number };
}

interface Pod extends KubeObject {
  readonly status: { readonly phase: string };
}

const namespace = 'shop';
const web = { namespace, name: 'web' };
const scheduled = { kind: federatedDeployments.kind, name: web.name };
const labels = { app: 'web' };
const runs = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

/** One Deployment, `shop/web`, in a simulated federation whose members run as many of its pods as they have room for. */
export class SimulatedWorkloads {
  readonly federation: SimulatedFederation;
  /** How long a pod takes from its creation until it runs. */
  startMs = 0;
  /** What a pod is made of; by default nothing. */
  podSpec: object = {};
  readonly #rooms = new Map<string, number>();

  private constructor(memberNames: readonly string[]) {
    this.federation = new SimulatedFederation(memberNames, false, deployments);
  }

  /** With everything joined, ready, and the federated Deployment everywhere with one replica. */
  static async begin(memberNames: readonly string[], settings: object = {}): Promise<SimulatedWorkloads> {
    const workloads = new SimulatedWorkloads(memberNames);
    const { federation } = workloads;
    await federation.setUp(namespace, settings);
    const placement = { clusterSelector: {} };
    await workloads.create(federatedNamespaces, namespace, { placement });
    const template = { spec: { replicas: 1, selector: { matchLabels: labels } } };
    await workloads.create(federatedDeployments, web.name, { template, placement });
    federation.start();
    await workloads.pass(1_000);
    return workloads;
  }

  /** Sets the preference of the Deployment. */
  async prefer(spec: Partial<ReplicaSchedulingPreferenceSpec>): Promise<void> {
    const whole = { targetKind: federatedDeployments.kind, totalReplicas: 12, ...spec };
    const body = {
      apiVersion: apiVersionOf(replicaSchedulingPreferenceType),
      kind: replicaSchedulingPreferenceType.kind,
      metadata: web,
      spec: whole,
    };
    await this.federation.users.apply(replicaSchedulingPreferenceType, web, body, { force: true });
    await this.pass();
  }

  /** Sets a SchedulingPreference, by default one that is about the Deployment. */
  async schedule(
    spec: Omit<SchedulingPreferenceSpec, 'target'>,
    name = web.name,
    target: object = scheduled,
  ): Promise<void> {
    const body = {
      apiVersion: apiVersionOf(schedulingPreferenceType),
      kind: schedulingPreferenceType.kind,
      metadata: { namespace, name },
      spec: { target, ...spec },
    } as JsonObject;
    await this.federation.users.apply(schedulingPreferenceType, { namespace, name }, body, { force: true });
    await this.pass();
  }

  async create(type: ResourceType, name: string, spec: JsonObject): Promise<void> {
    const object = { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { namespace, name }, spec };
    await this.federation.users.create(type, object);
  }

  /** Changes the federated Deployment as its users do. */
  async change(spec: JsonObject): Promise<void> {
    await this.federation.users.mergePatch(federatedDeployments, web, { spec });
  }

  /** Changes the FederatedNamespace as its users do. */
  async changeNamespace(spec: JsonObject): Promise<void> {
    await this.federation.users.mergePatch(federatedNamespaces, { namespace, name: namespace }, { spec });
  }

  /** Lets time go on; what members run follows every second. */
  async pass(milliseconds = 0): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      await this.#play();
      await this.federation.step(Math.min(left, 1_000));
    }
    await this.federation.step();
    await this.#play();
    await this.federation.step();
  }

  /** A member has nodes for so many pods from now on. */
  setRoom(cluster: string, room: number): void {
    this.#rooms.set(cluster, room);
  }

  server(cluster: string): SimulatedApiServer {
    const server = this.federation.members.get(cluster);
    if (!server) throw new Error(`there is no member ${cluster}`);
    return server;
  }

  get federated(): FederatedObject {
    const [object] = this.federation.host.list(federatedDeployments, {}) as FederatedObject[];
    if (!object) throw new Error('there is no federated Deployment');
    return object;
  }

  /** The replicas the federated Deployment gives each cluster it is placed in by name, in the order they are listed. */
  get assigned(): Readonly<Record<string, unknown>> {
    const { placement, overrides } = this.federated.spec ?? {};
    const replicasOf = (cluster: string) =>
      overrides
        ?.find(({ clusterName }) => clusterName === cluster)
        ?.clusterOverrides?.find(({ path }) => path === '/spec/replicas')?.value;
    return Object.fromEntries((placement?.clusters ?? []).map(({ name }) => [name, replicasOf(name)]));
  }

  /** The SchedulingPreference of the Deployment. */
  get preference(): SchedulingPreference {
    return this.#preferenceNamed(web.name);
  }

  /** The status of a SchedulingPreference. */
  scheduleStatus(name = web.name): SchedulingPreferenceStatus {
    const { status } = this.#preferenceNamed(name);
    if (!status) throw new Error(`SchedulingPreference ${name} has no status`);
    return status;
  }

  #preferenceNamed(name: string): SchedulingPreference {
    const all = this.federation.host.list(schedulingPreferenceType, {}) as SchedulingPreference[];
    const found = all.find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`there is no SchedulingPreference ${name}`);
    return found;
  }

  /** The replicas that members have been asked for, by cluster; one that has no Deployment is left out. */
  get running(): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [cluster, server] of this.federation.members) {
      const [deployment] = server.list(deployments, {}) as Deployment[];
      if (deployment) found[cluster] = deployment.spec.replicas;
    }
    return found;
  }

  /** What events say of the preference. */
  get complaints(): readonly string[] {
    const all = this.federation.host.list(events, {}) as (KubeObject & { reason: string; message: string })[];
    return all.filter(({ reason }) => reason === 'SchedulingFailed').map(({ message }) => message);
  }

  /** Does in every member what its controllers, scheduler and kubelets would: those that have no room say since when. */
  async #play(): Promise<void> {
    for (const [cluster, server] of this.federation.members) {
      const [deployment] = server.list(deployments, {}) as Deployment[];
      if (!deployment || deployment.metadata.deletionTimestamp !== undefined) continue;
      await this.#playPods(server, deployment.spec.replicas, this.#rooms.get(cluster) ?? Infinity);
      const readyReplicas = (server.list(pods, {}) as Pod[]).filter(({ status }) => status.phase === 'Running').length;
      if ((deployment.status?.readyReplicas ?? 0) === readyReplicas) continue;
      const patch = { status: { readyReplicas } };
      await connectTo(server).mergePatch(deployments, refOf(deployment), patch, { subresource: 'status' });
    }
  }

  async #playPods(server: SimulatedApiServer, wanted: number, room: number): Promise<void> {
    const client = connectTo(server);
    const there = new Map((server.list(pods, {}) as Pod[]).map((pod) => [pod.metadata.name, pod]));
    for (const name of there.keys()) {
      if (Number(name.slice('web-'.length)) >= wanted) await client.delete(pods, { namespace, name });
    }
    for (let index = 0; index < wanted; index++) {
      const name = `web-${index}`;
      const pod = there.get(name);
      const status = index < room ? this.#startedBy(pod) : { phase: 'Pending', conditions: [this.#unschedulable()] };
      const metadata = { namespace, name, labels };
      if (pod === undefined)
        await client.create(pods, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata,
          spec: this.podSpec,
          status,
        } as KubeObject);
      else if (pod.status.phase !== status.phase) await client.mergePatch(pods, metadata, { status });
    }
  }

  #startedBy(pod: Pod | undefined): { readonly phase: string } {
    const now = this.federation.clock.now();
    const born = Date.parse(pod?.metadata.creationTimestamp ?? new Date(now).toISOString());
    return now - born >= this.startMs ? runs : { phase: 'Pending' };
  }

  #unschedulable(): object {
    const lastTransitionTime = new Date(this.federation.clock.now()).toISOString();
    return { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime };
  }
}
