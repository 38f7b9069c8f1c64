import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { KubeClient } from '../../kube/client.ts';
import type { Meter, QueueGauges, QueueMeter, RunEnd } from '../meter.ts';
import { createMeteredClient, type ClientVerb, type SeenRequest } from './metered-client.ts';

/** How a member is, in KubeFed's words. */
export type MemberState = 'ready' | 'notready' | 'offline';

const memberStates: readonly MemberState[] = ['ready', 'notready', 'offline'];
/** KubeFed's, from where its dashboards have them. */
const kubeFedBuckets = [
  0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 30, 50, 75, 100, 1000,
];
// oxfmt-ignore
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75,
  2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
/** From what a healthy cluster takes to what people notice. */
const ownBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** As controller-runtime calls them. */
const results: Readonly<Record<RunEnd, string>> = { success: 'success', retry: 'needs_recheck', error: 'error' };

/** Metrics as Prometheus reads them: KubeFed's names where they can be true here, `hansa_` for what is Hansa's own. */
export class PrometheusMeter implements Meter {
  readonly #registry = new Registry();
  readonly #controllers = new Map<string, QueueGauges>();
  readonly #lanes = new Map<string, QueueGauges>();
  readonly #hostRequests = this.#counter('hansa_host_requests_total', 'Requests to the host', ['verb', 'code']);
  readonly #memberRequests = this.#counter('hansa_member_requests_total', 'Requests to a member', [
    'cluster',
    'verb',
    'code',
  ]);
  readonly #memberRequestTime = this.#histogram(
    'hansa_member_request_duration_seconds',
    'Time a member takes to answer a request',
    ownBuckets,
    ['cluster'],
  );
  readonly #watches = this.#counter(
    'hansa_watch_restarts_total',
    'Watches that ended and began again; outcome is closed, expired or failed',
    ['cluster', 'outcome'],
  );
  readonly #laneOperations = this.#counter(
    'hansa_lane_operations_total',
    'Operations of the lane of a member; outcome is success, retry or error',
    ['cluster', 'outcome'],
  );
  readonly #laneWait = this.#histogram(
    'hansa_lane_wait_seconds',
    'Time an object waits for its turn in the lane of a member',
    ownBuckets,
    ['cluster'],
  );
  readonly #propagation = this.#histogram(
    'hansa_propagation_duration_seconds',
    'Time from taking up a change of a federated object until every cluster has answered',
    ownBuckets,
  );
  readonly #dispatch = this.#histogram(
    'dispatch_operation_duration_seconds',
    'Time taken to create, update or delete an object in a member',
    kubeFedBuckets,
    ['action'],
  );
  readonly #probes = this.#histogram(
    'cluster_health_status_duration_seconds',
    'Time taken to ask a member how it is',
    kubeFedBuckets,
  );
  readonly #reconciles = this.#counter('controller_runtime_reconcile_total', 'Reconciliations of a controller', [
    'controller',
    'result',
  ]);
  readonly #reconcileErrors = this.#counter(
    'controller_runtime_reconcile_errors_total',
    'Reconciliations of a controller that failed',
    ['controller'],
  );
  readonly #reconcileTime = this.#histogram(
    'controller_runtime_reconcile_time_seconds',
    'Time a reconciliation takes',
    reconcileBuckets,
    ['controller'],
  );
  readonly #adds = this.#counter('workqueue_adds_total', 'Objects put into the queue of a controller', ['name']);
  readonly #retries = this.#counter('workqueue_retries_total', 'Objects that had to be tried again', ['name']);
  readonly #queueTime = this.#histogram(
    'workqueue_queue_duration_seconds',
    'Time an object waits in the queue of a controller',
    ownBuckets,
    ['name'],
  );
  #members: () => Iterable<readonly [cluster: string, state: MemberState]> = () => [];
  #isLeader: () => boolean = () => false;

  constructor() {
    const ofControllers = (what: keyof QueueGauges) => () => valuesOf(this.#controllers, what);
    this.#gauge(
      'controller_runtime_max_concurrent_reconciles',
      'Reconciliations a controller runs at once',
      'controller',
      ofControllers('workers'),
    );
    this.#gauge(
      'controller_runtime_active_workers',
      'Reconciliations a controller runs now',
      'controller',
      ofControllers('active'),
    );
    this.#gauge('workqueue_depth', 'Objects that wait in the queue of a controller', 'name', ofControllers('depth'));
    this.#gauge('hansa_lane_depth', 'Objects that wait for their turn in the lane of a member', 'cluster', () =>
      valuesOf(this.#lanes, 'depth'),
    );
    this.#gauge('hansa_lane_active', 'Operations under way in a member', 'cluster', () =>
      valuesOf(this.#lanes, 'active'),
    );
    this.#gauge('joined_cluster_total', 'Clusters that have joined', undefined, () => [
      ['', Array.from(this.#members()).length],
    ]);
    this.#gauge('hansa_leader', 'Whether this process leads: 1, or 0 for one that stands by', undefined, () => [
      ['', this.#isLeader() ? 1 : 0],
    ]);
    this.#clusterGauge();
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Where members and leadership are looked up when somebody asks. */
  look(sources: {
    readonly members: () => Iterable<readonly [string, MemberState]>;
    readonly isLeader: () => boolean;
  }): void {
    this.#members = sources.members;
    this.#isLeader = sources.isLeader;
  }

  /** All of it, in Prometheus' text format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  controller(name: string): QueueMeter {
    return {
      opened: (gauges) => keep(this.#controllers, name, gauges),
      added: () => this.#adds.inc({ name }),
      started: (waitedMs) => this.#queueTime.observe({ name }, waitedMs / 1000),
      ended: (how, tookMs) => {
        this.#reconciles.inc({ controller: name, result: results[how] });
        this.#reconcileTime.observe({ controller: name }, tookMs / 1000);
        if (how !== 'success') this.#retries.inc({ name });
        if (how === 'error') this.#reconcileErrors.inc({ controller: name });
      },
    };
  }

  lane(cluster: string): QueueMeter {
    return {
      opened: (gauges) => keep(this.#lanes, cluster, gauges),
      added: () => undefined,
      started: (waitedMs) => this.#laneWait.observe({ cluster }, waitedMs / 1000),
      ended: (outcome) => this.#laneOperations.inc({ cluster, outcome }),
    };
  }

  propagated(tookMs: number): void {
    this.#propagation.observe(tookMs / 1000);
  }

  /** The host's client, measured. */
  host(client: KubeClient): KubeClient {
    return createMeteredClient(client, Date.now, ({ verb, code }) => {
      this.#hostRequests.inc({ verb, code });
      if (verb === 'watch') this.#watches.inc({ cluster: '', outcome: watchOutcome(code) });
    });
  }

  /** A member's client, measured. */
  member(client: KubeClient): KubeClient {
    const cluster = client.name;
    return createMeteredClient(client, Date.now, (request) => {
      const { verb, code, tookMs } = request;
      this.#memberRequests.inc({ cluster, verb, code });
      if (verb === 'watch') return this.#watches.inc({ cluster, outcome: watchOutcome(code) });
      this.#memberRequestTime.observe({ cluster }, tookMs / 1000);
      if (verb === 'probe') this.#probes.observe(tookMs / 1000);
      const action = code === '2xx' ? actionOf(request) : undefined;
      if (action) this.#dispatch.observe({ action }, tookMs / 1000);
    });
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []): Histogram<L> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.#registry] });
  }

  /** A gauge that is looked up when somebody asks; without a label it has one value. */
  #gauge(
    name: string,
    help: string,
    label: string | undefined,
    values: () => readonly (readonly [string, number])[],
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [],
      collect() {
        this.reset();
        for (const [of, value] of values()) this.set(label === undefined ? {} : { [label]: of }, value);
      },
    });
    this.#registry.registerMetric(gauge);
  }

  #clusterGauge(): void {
    const members = () => this.#members();
    const gauge = new Gauge({
      name: 'kubefedcluster_total',
      help: 'Members by how they are: 1 for the state that holds, else 0',
      labelNames: ['state', 'cluster'],
      registers: [],
      collect() {
        this.reset();
        for (const [cluster, state] of members())
          for (const each of memberStates) this.set({ state: each, cluster }, each === state ? 1 : 0);
      },
    });
    this.#registry.registerMetric(gauge);
  }
}

function keep(gauges: Map<string, QueueGauges>, name: string, its: QueueGauges): () => void {
  gauges.set(name, its);
  // A queue that was opened anew meanwhile has taken its place.
  return () => void (gauges.get(name) === its && gauges.delete(name));
}

function valuesOf(gauges: ReadonlyMap<string, QueueGauges>, what: keyof QueueGauges): [string, number][] {
  return Array.from(gauges, ([name, its]) => [name, its[what]()]);
}

function watchOutcome(code: string): 'closed' | 'expired' | 'failed' {
  if (code === '2xx') return 'closed';
  return code === '410' ? 'expired' : 'failed';
}

const actions: Partial<Record<ClientVerb, string>> = {
  create: 'create',
  patch: 'update',
  replace: 'update',
  delete: 'delete',
};

function actionOf({ verb, created }: SeenRequest): string | undefined {
  if (verb === 'apply') return created === true ? 'create' : 'update';
  return actions[verb];
}
