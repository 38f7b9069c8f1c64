import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import { kubeFedConfigType, parseKubeFedConfig } from '../api/kubefed-config.ts';
import { resolveKubeFedConfig, type KubeFedSettings } from '../api/kubefed-settings.ts';
import type { KubeObject } from '../api/meta.ts';
import { configName } from '../api/names.ts';
import type { ClusterAccess } from '../kube/access.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import { ClusterRegistry } from '../runtime/cluster-registry.ts';
import type { Log } from '../runtime/log.ts';
import { HealthController } from './cluster-health/health-controller.ts';
import { ReplicaScheduler } from './schedule/replica-scheduler.ts';
import { TypeConfigController } from './type-config/type-config-controller.ts';

export interface ControllerManagerOptions {
  readonly host: KubeClient;
  readonly systemNamespace: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Makes the client of a member; faults are injected here. */
  readonly createClient?: (access: ClusterAccess) => KubeClient;
}

/** The host holds no usable KubeFedConfig, so there is nothing to run by. */
class NoConfigError extends Error {
  readonly code = 'HANSA_NO_CONFIG';
}

/** All controllers of one control plane. */
export class ControllerManager {
  readonly #options: ControllerManagerOptions;
  readonly #registry: ClusterRegistry;
  #settings: KubeFedSettings | undefined;
  #config: Informer<KubeObject> | undefined;
  #health: HealthController | undefined;
  #types: TypeConfigController | undefined;
  #scheduler: ReplicaScheduler | undefined;

  constructor(options: ControllerManagerOptions) {
    this.#options = options;
    const { host, systemNamespace: namespace, clock, random, log, createClient } = options;
    this.#registry = new ClusterRegistry({
      host,
      namespace,
      clock,
      random,
      log,
      ...(createClient ? { createClient } : {}),
    });
  }

  /** Resolves once everything runs; rejects with NoConfigError where `hansa init` is still to be done. */
  async start(): Promise<void> {
    const { host, systemNamespace, clock, random, log } = this.#options;
    const settings = await this.#readSettings();
    this.#settings = settings;
    this.#watchSettings();
    await this.#registry.start();
    const common = { host, registry: this.#registry, systemNamespace, clock, random, log };
    this.#health = new HealthController({ ...common, settings: () => this.#current(settings).clusterHealthCheck });
    this.#health.start();
    if (!settings.featureGates.PushReconciler) {
      log.warn({}, 'feature gate PushReconciler is Disabled: clusters are watched, but nothing is propagated');
      return;
    }
    const { scope } = settings;
    if (settings.featureGates.SchedulerPreferences) {
      const delays = () => this.#current(settings).controllerDuration;
      this.#scheduler = new ReplicaScheduler({ ...common, scope, delays });
      this.#scheduler.start();
    }
    this.#types = new TypeConfigController({
      ...common,
      scope,
      scheduler: this.#scheduler,
      adopt: () => this.#current(settings).adoptResources,
      featureGates: () => this.#current(settings).featureGates,
    });
    this.#types.start();
  }

  /** Ends what runs, and what is under way as far as it gets in time; nothing is removed anywhere. */
  async stop(): Promise<void> {
    this.#health?.stop();
    this.#config?.stop();
    await this.#scheduler?.stop();
    await this.#types?.stop();
    await this.#registry.stop();
  }

  /** Whether nothing is left to do that is known of. */
  get isIdle(): boolean {
    const lanesAreIdle = [...this.#registry.members.values()].every(({ lane }) => lane.isIdle);
    return lanesAreIdle && (this.#types?.isIdle ?? true) && (this.#scheduler?.isIdle ?? true);
  }

  #current(atStart: KubeFedSettings): KubeFedSettings {
    return this.#settings ?? atStart;
  }

  async #readSettings(): Promise<KubeFedSettings> {
    const { host, systemNamespace } = this.#options;
    const ref = { namespace: systemNamespace, name: configName };
    const object = await host.get(kubeFedConfigType, ref).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      throw new NoConfigError(
        `${host.name} has no KubeFedConfig "${configName}" in namespace "${systemNamespace}": run \`hansa init\` first`,
        {
          cause: error,
        },
      );
    });
    const parsed = parseKubeFedConfig(object);
    if (parsed.ok) return resolveKubeFedConfig(parsed.value);
    throw new NoConfigError(
      `KubeFedConfig "${systemNamespace}/${configName}" on ${host.name} cannot be used: ${parsed.reasons.join('; ')}`,
    );
  }

  #watchSettings(): void {
    const { host, systemNamespace: namespace, clock, random, log } = this.#options;
    this.#config = new Informer<KubeObject>({
      client: host,
      type: kubeFedConfigType,
      clock,
      random,
      namespace,
      changed: (_key, current) => this.#settingsChanged(current),
      failed: (error) => log.warn({ error }, 'cannot watch the KubeFedConfig on the host; going on with what it said'),
    });
    this.#config.start();
  }

  #settingsChanged(object: KubeObject | undefined): void {
    if (object?.metadata.name !== configName) return;
    const parsed = parseKubeFedConfig(object);
    if (!parsed.ok) {
      const { reasons } = parsed;
      this.#options.log.warn({ reasons }, 'the KubeFedConfig cannot be used; going on with what it said before');
      return;
    }
    const before = this.#settings;
    this.#settings = resolveKubeFedConfig(parsed.value);
    // Objects that could not be adopted wait to be tried again.
    if (before?.adoptResources !== this.#settings.adoptResources) this.#registry.hurry();
    if (!isDeepStrictEqual(before?.featureGates, this.#settings.featureGates)) this.#types?.settingsChanged();
  }
}
