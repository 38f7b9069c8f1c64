import { parseDuration } from '../base/duration.ts';
import type { FeatureGate } from './feature-gates.ts';
import { featureGateDefaults } from './feature-gates.ts';
import type { KubeFedConfig, KubeFedConfigSpec } from './kubefed-config.ts';

/** A KubeFedConfig as the controllers use it: times in milliseconds, every feature gate decided. */
export interface KubeFedSettings {
  readonly scope: KubeFedConfigSpec['scope'];
  readonly controllerDuration: {
    readonly availableDelayMs: number;
    readonly unavailableDelayMs: number;
    readonly cacheSyncTimeoutMs: number;
  };
  readonly leaderElect: {
    readonly leaseDurationMs: number;
    readonly renewDeadlineMs: number;
    readonly retryPeriodMs: number;
    /** Where a KubeFed that may still lead has its lock. */
    readonly resourceLock: KubeFedConfigSpec['leaderElect']['resourceLock'];
  };
  readonly featureGates: Readonly<Record<FeatureGate, boolean>>;
  readonly clusterHealthCheck: {
    readonly periodMs: number;
    readonly failureThreshold: number;
    readonly successThreshold: number;
    readonly timeoutMs: number;
  };
  /** Whether an object that is in a member already is taken over. */
  readonly adoptResources: boolean;
  /** How many are worked on at once, where that is more than the controllers do by themselves. */
  readonly maxConcurrentReconciles: { readonly sync: number; readonly status: number };
}

/** The settings a KubeFedConfig stands for; gates it does not list have their defaults. */
export function resolveKubeFedConfig({ spec }: KubeFedConfig): KubeFedSettings {
  const { controllerDuration, leaderElect, clusterHealthCheck } = spec;
  return {
    scope: spec.scope,
    controllerDuration: {
      availableDelayMs: parseDuration(controllerDuration.availableDelay),
      unavailableDelayMs: parseDuration(controllerDuration.unavailableDelay),
      cacheSyncTimeoutMs: parseDuration(controllerDuration.cacheSyncTimeout),
    },
    leaderElect: {
      leaseDurationMs: parseDuration(leaderElect.leaseDuration),
      renewDeadlineMs: parseDuration(leaderElect.renewDeadline),
      retryPeriodMs: parseDuration(leaderElect.retryPeriod),
      resourceLock: leaderElect.resourceLock,
    },
    featureGates: resolveFeatureGates(spec.featureGates),
    clusterHealthCheck: {
      periodMs: parseDuration(clusterHealthCheck.period),
      failureThreshold: clusterHealthCheck.failureThreshold,
      successThreshold: clusterHealthCheck.successThreshold,
      timeoutMs: parseDuration(clusterHealthCheck.timeout),
    },
    adoptResources: spec.syncController.adoptResources === 'Enabled',
    maxConcurrentReconciles: {
      sync: spec.syncController.maxConcurrentReconciles,
      status: spec.statusController.maxConcurrentReconciles,
    },
  };
}

function resolveFeatureGates(gates: KubeFedConfigSpec['featureGates']): Readonly<Record<FeatureGate, boolean>> {
  const listed = gates.map(({ name, configuration }) => [name, configuration === 'Enabled'] as const);
  return { ...featureGateDefaults, ...Object.fromEntries(listed) };
}
