import type { Clock } from '../base/clock.ts';
import { deepEqual } from '../base/deep-equal.ts';
import type { KubeFedSettings } from '../api/kubefed-settings.ts';
import type { ClusterAccess } from '../kube/access.ts';
import type { KubeClient } from '../kube/client.ts';
import { ClusterRegistry } from '../runtime/cluster-registry.ts';
import type { Log } from '../runtime/log.ts';
import type { Member } from '../runtime/member.ts';
import { silentMeter, type Meter } from '../runtime/meter.ts';
import { HealthController } from './cluster-health/health-controller.ts';
import { PlacementScheduler } from './schedule/placement-scheduler.ts';
import { ReplicaScheduler } from './schedule/replica-scheduler.ts';
import { PlacementPolicies } from './policy/placement-policies.ts';
import { SchedulingPreferences } from './schedule/scheduling-preferences.ts';
import { SettingsWatch, type SettingsSource } from './settings-watch.ts';
import { TypeConfigController } from './type-config/type-config-controller.ts';

export interface ControllerManagerOptions {
  readonly host: KubeClient;
  readonly systemNamespace: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Default: watches the KubeFedConfig on the host. */
  readonly settings?: SettingsSource;
  readonly meter?: Meter;
  /** Makes the client of a member; faults are injected here. */
  readonly createClient?: (access: ClusterAccess) => KubeClient;
}

/** Operations at once in one cluster, and objects at once on the host: enough for 600 writes a second over 50 ms of distance. */
const leastConcurrency = 32;
/** What else there is depends on these. */
const startsWith = ['PushReconciler', 'SchedulerPreferences'] as const;

/** All controllers of one control plane. */
export class ControllerManager {
  readonly #options: ControllerManagerOptions;
  readonly #meter: Meter;
  readonly #settings: SettingsSource;
  readonly #registry: ClusterRegistry;
  readonly #health: HealthController;
  readonly #stop = new AbortController();
  #unsubscribe: (() => void) | undefined;
  #types: TypeConfigController | undefined;
  #policies: PlacementPolicies | undefined;
  #preferences: SchedulingPreferences | undefined;
  #schedulers: readonly (ReplicaScheduler | PlacementScheduler)[] = [];
  /** Starting and stopping what depends on settings, one after the other. */
  #switching: Promise<void> = Promise.resolve();

  constructor(options: ControllerManagerOptions) {
    this.#options = options;
    const { host, systemNamespace, clock, random, log, meter = silentMeter, createClient } = options;
    this.#meter = meter;
    this.#settings = options.settings ?? new SettingsWatch(options);
    const common = { host, clock, random, log };
    this.#registry = new ClusterRegistry({
      ...common,
      namespace: systemNamespace,
      concurrency: () => this.#concurrency('sync'),
      meter,
      ...(createClient ? { createClient } : {}),
    });
    this.#health = new HealthController({
      ...common,
      registry: this.#registry,
      systemNamespace,
      settings: () => this.#settings.current().clusterHealthCheck,
    });
  }

  /** Resolves once everything runs, which takes a KubeFedConfig. */
  async start(): Promise<void> {
    await this.#settings.ready;
    await this.#registry.start();
    if (this.#stop.signal.aborted) return;
    this.#unsubscribe = this.#settings.subscribe((now, before) => this.#settingsChanged(now, before));
    this.#health.start();
    this.#startTypes();
  }

  /** Ends what runs, and what is under way as far as it gets in time; nothing is removed anywhere. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#unsubscribe?.();
    this.#health.stop();
    if (!this.#options.settings) this.#settings.stop();
    await this.#switching;
    await this.#stopTypes();
    await this.#registry.stop();
  }

  /** Writes nothing to any member from now on: what is under way is cut off. The host's client is the caller's to close. */
  abandon(): void {
    for (const member of this.#registry.members.values()) void member.client?.close();
  }

  /** Whether nothing is left to do that is known of. */
  get isIdle(): boolean {
    const lanesAreIdle = [...this.#registry.members.values()].every(({ lane }) => lane.isIdle);
    return lanesAreIdle && (this.#types?.isIdle ?? true) && this.#schedulers.every(({ isIdle }) => isIdle);
  }

  /** Whether clusters and types are known, so that decisions can be made. */
  get isSynced(): boolean {
    return this.#registry.isSynced && (this.#types?.isSynced ?? true);
  }

  /** The joined clusters, by name. */
  get members(): ReadonlyMap<string, Member> {
    return this.#registry.members;
  }

  #startTypes(): void {
    const { host, systemNamespace, clock, random, log } = this.#options;
    const { scope, featureGates } = this.#settings.current();
    if (!featureGates.PushReconciler) {
      log.warn({}, 'feature gate PushReconciler is Disabled: clusters are watched, but nothing is propagated');
      return;
    }
    const common = { host, registry: this.#registry, systemNamespace, scope, clock, random, log };
    const namespace = scope === 'Namespaced' ? { namespace: systemNamespace } : {};
    const rules = { host, clock, random, log, ...namespace };
    this.#policies = new PlacementPolicies(rules);
    this.#policies.start();
    this.#preferences = new SchedulingPreferences(rules);
    this.#preferences.start();
    if (featureGates.SchedulerPreferences) this.#startSchedulers(this.#preferences);
    this.#types = new TypeConfigController({
      ...common,
      policies: this.#policies,
      preferences: this.#preferences,
      schedulers: this.#schedulers,
      adopt: () => this.#settings.current().adoptResources,
      featureGates: () => this.#settings.current().featureGates,
      concurrency: { objects: () => this.#concurrency('sync'), statuses: () => this.#concurrency('status') },
      meter: this.#meter,
    });
    this.#types.start();
  }

  #startSchedulers(preferences: SchedulingPreferences): void {
    const { host, systemNamespace, clock, random, log } = this.#options;
    const { scope } = this.#settings.current();
    const common = { host, registry: this.#registry, systemNamespace, scope, clock, random, log, meter: this.#meter };
    const delays = () => this.#settings.current().controllerDuration;
    const typesAreKnown = () => this.#types?.isSettled ?? false;
    this.#schedulers = [
      new ReplicaScheduler({ ...common, delays }),
      new PlacementScheduler({
        ...common,
        preferences,
        typesAreKnown,
        ...(scope === 'Namespaced' && { namespace: systemNamespace }),
      }),
    ];
    for (const scheduler of this.#schedulers) scheduler.start();
  }

  #settingsChanged(now: KubeFedSettings, before: KubeFedSettings): void {
    this.#options.log.info({}, 'the KubeFedConfig has changed; its settings hold from now on');
    // Objects that could not be adopted wait to be tried again.
    if (now.adoptResources !== before.adoptResources) this.#registry.hurry();
    if (now.scope !== before.scope || startsWith.some((gate) => now.featureGates[gate] !== before.featureGates[gate]))
      this.#switching = this.#switching.then(() => this.#restartTypes());
    else if (!deepEqual(now.featureGates, before.featureGates)) this.#types?.settingsChanged();
  }

  async #stopTypes(): Promise<void> {
    await Promise.all(this.#schedulers.map((scheduler) => scheduler.stop()));
    await this.#types?.stop();
    this.#policies?.stop();
    this.#preferences?.stop();
  }

  /** What was begun under other settings is begun anew; nothing is removed anywhere meanwhile. */
  async #restartTypes(): Promise<void> {
    await this.#stopTypes();
    this.#schedulers = [];
    this.#types = undefined;
    if (!this.#stop.signal.aborted) this.#startTypes();
  }

  #concurrency(of: 'sync' | 'status'): number {
    return Math.max(leastConcurrency, this.#settings.current().maxConcurrentReconciles[of]);
  }
}
