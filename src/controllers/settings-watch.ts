import type { Clock } from '../base/clock.ts';
import { kubeFedConfigType, parseKubeFedConfig } from '../api/kubefed-config.ts';
import { resolveKubeFedConfig, type KubeFedSettings } from '../api/kubefed-settings.ts';
import { keyOf, type KubeObject } from '../api/meta.ts';
import { configName } from '../api/names.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import type { Log } from '../runtime/log.ts';

/** The settings of a federation, as they are now. */
export interface SettingsSource {
  /** Resolves once there are usable settings, however long that takes. */
  readonly ready: Promise<void>;
  /** Why there are none yet; undefined once there are. */
  readonly problem: string | undefined;
  /** The last usable ones; throws before ready. */
  current(): KubeFedSettings;
  /** Tells listener of every change from now on; the result ends that. */
  subscribe(listener: (now: KubeFedSettings, before: KubeFedSettings) => void): () => void;
  stop(): void;
}

export interface SettingsWatchOptions {
  readonly host: KubeClient;
  readonly systemNamespace: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Settings that stay as they are. */
export function fixedSettings(settings: KubeFedSettings): SettingsSource {
  return {
    ready: Promise.resolve(),
    problem: undefined,
    current: () => settings,
    subscribe: () => () => undefined,
    stop: () => undefined,
  };
}

/** The settings as the KubeFedConfig on the host has them, followed from the start; without a usable one the last holds. */
export class SettingsWatch implements SettingsSource {
  readonly #options: SettingsWatchOptions;
  readonly #key: string;
  readonly #configs: Informer<KubeObject>;
  readonly #listeners = new Set<(now: KubeFedSettings, before: KubeFedSettings) => void>();
  readonly #ready = Promise.withResolvers<void>();
  #settings: KubeFedSettings | undefined;
  #problem: string | undefined = 'the KubeFedConfig has not been read yet';

  constructor(options: SettingsWatchOptions) {
    this.#options = options;
    const { host, systemNamespace: namespace, clock, random } = options;
    this.#key = keyOf({ namespace, name: configName });
    this.#configs = new Informer<KubeObject>({
      client: host,
      type: kubeFedConfigType,
      clock,
      random,
      namespace,
      changed: (key, current) => key === this.#key && this.#changed(current),
      synced: () => !this.#configs.store.get(this.#key) && this.#isMissing(),
      failed: (error) => this.#failed(error),
    });
    this.#configs.start();
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get problem(): string | undefined {
    return this.#settings ? undefined : this.#problem;
  }

  current(): KubeFedSettings {
    if (!this.#settings) throw new Error(this.#problem);
    return this.#settings;
  }

  subscribe(listener: (now: KubeFedSettings, before: KubeFedSettings) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#configs.stop();
  }

  #changed(object: KubeObject | undefined): void {
    if (!object) return this.#isMissing();
    const parsed = parseKubeFedConfig(object);
    if (!parsed.ok) return this.#complain(`KubeFedConfig "${this.#key}" cannot be used: ${parsed.reasons.join('; ')}`);
    const before = this.#settings;
    this.#settings = resolveKubeFedConfig(parsed.value);
    this.#problem = undefined;
    if (before) for (const listener of this.#listeners) listener(this.#settings, before);
    else this.#ready.resolve();
  }

  #isMissing(): void {
    this.#complain(
      `${this.#options.host.name} has no KubeFedConfig "${this.#key}": run \`hansa init\`, or install the chart`,
    );
  }

  #failed(error: unknown): void {
    if (isNotFound(error)) return this.#isMissing();
    this.#options.log.warn(
      { error },
      `cannot watch the KubeFedConfig on the host; ${this.#settings ? 'going on with what it said' : 'nothing starts before'}`,
    );
  }

  /** Says it once. */
  #complain(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (this.#settings) this.#options.log.warn({}, `${problem}; going on with what it said before`);
    else this.#options.log.error({}, `${problem}; nothing is done before there is a usable one`);
  }
}
