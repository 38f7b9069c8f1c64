import type { Clock, Timer } from '../../base/clock.ts';
import { kubeFedClusterType, type ClusterCondition, type KubeFedClusterStatus } from '../../api/kubefed-cluster.ts';
import type { KubeFedSettings } from '../../api/kubefed-settings.ts';
import { refOf } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { clusterConditions } from '../../plan/cluster-health/cluster-conditions.ts';
import { clusterEvent } from '../../plan/cluster-health/cluster-event.ts';
import { decideHealth, type Health, type Probe } from '../../plan/cluster-health/decide-health.ts';
import { healthOfStatus } from '../../plan/cluster-health/health-of-status.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import { EventRecorder } from '../../runtime/event-recorder.ts';
import type { Log } from '../../runtime/log.ts';
import type { Member } from '../../runtime/member.ts';
import { probeCluster } from './probe-cluster.ts';

export interface HealthControllerOptions {
  readonly host: KubeClient;
  readonly registry: ClusterRegistry;
  readonly systemNamespace: string;
  readonly settings: () => KubeFedSettings['clusterHealthCheck'];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

interface Watched {
  health: Health | undefined;
  timer: Timer | undefined;
}

/** lastProbeTime is written at least this often; a write a round and cluster would cost 1,000 clusters 100 writes a second. */
const refreshMs = 300_000;

/** Probes every member on its own schedule, and writes what holds into its KubeFedCluster when that changes. */
export class HealthController {
  readonly #options: HealthControllerOptions;
  readonly #watched = new Map<Member, Watched>();
  readonly #events: EventRecorder;
  #unsubscribe: (() => void) | undefined;

  constructor(options: HealthControllerOptions) {
    this.#options = options;
    const { host, systemNamespace, clock, log } = options;
    this.#events = new EventRecorder({ host, component: 'kubefedcluster-controller', systemNamespace, clock, log });
  }

  start(): void {
    const { registry } = this.#options;
    this.#unsubscribe = registry.subscribe({
      joined: (member) => this.#watch(member),
      changed: () => undefined,
      left: (member) => this.#forget(member),
    });
    for (const member of registry.members.values()) this.#watch(member);
  }

  stop(): void {
    this.#unsubscribe?.();
    for (const member of this.#watched.keys()) this.#forget(member);
  }

  #watch(member: Member): void {
    this.#watched.set(member, { health: healthOfStatus(member.cluster.status), timer: undefined });
    void this.#round(member);
  }

  #forget(member: Member): void {
    this.#watched.get(member)?.timer?.cancel();
    this.#watched.delete(member);
  }

  async #round(member: Member): Promise<void> {
    const { settings, clock, random, log } = this.#options;
    const { periodMs, timeoutMs, failureThreshold, successThreshold } = settings();
    const probe = await this.#probe(member, timeoutMs);
    const watched = this.#watched.get(member);
    if (!watched) return;
    const event = clusterEvent(probe);
    if (event) this.#events.record(member.cluster, event);
    watched.health = decideHealth(watched.health, probe, { failure: failureThreshold, success: successThreshold });
    try {
      await this.#write(member, watched.health.probe);
    } catch (error) {
      if (!isNotFound(error))
        log.warn({ cluster: member.name, error }, 'cannot write the health of a cluster; will be tried again');
    }
    // Spread a little, so that clusters joined together are not probed together for ever.
    if (this.#watched.has(member)) {
      watched.timer = clock.after(periodMs * (0.95 + random() / 10), () => void this.#round(member));
    }
  }

  #probe(member: Member, timeoutMs: number): Promise<Probe> {
    if (!member.client) return Promise.resolve({ found: 'malformed', error: member.fault ?? 'no client' });
    return probeCluster(member.client, timeoutMs, this.#options.clock);
  }

  async #write(member: Member, probe: Probe): Promise<void> {
    const { host, clock } = this.#options;
    const before = member.cluster.status;
    const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const conditions = clusterConditions(probe, before?.conditions ?? [], now);
    const kubernetesVersion = probe.found === 'ready' ? probe.kubernetesVersion : before?.kubernetesVersion;
    if (before && before.kubernetesVersion === kubernetesVersion && !isWorthWriting(before, conditions, clock.now()))
      return;
    const status = { conditions, ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }) };
    await host.mergePatch(kubeFedClusterType, refOf(member.cluster), { status }, { subresource: 'status' });
  }
}

function isWorthWriting(before: KubeFedClusterStatus, conditions: readonly ClusterCondition[], now: number): boolean {
  if (before.conditions.length !== conditions.length) return true;
  return conditions.some((condition, index) => {
    const old = before.conditions[index];
    return (
      old?.type !== condition.type ||
      old.status !== condition.status ||
      old.message !== condition.message ||
      now - Date.parse(old.lastProbeTime) > refreshMs
    );
  });
}
