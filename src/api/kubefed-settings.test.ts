import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKubeFedConfig } from './kubefed-config.ts';
import { resolveKubeFedConfig } from './kubefed-settings.ts';
import { parsedValue } from './testing/assert-parsed.ts';

function resolve(spec: object) {
  return resolveKubeFedConfig(parsedValue(parseKubeFedConfig({ metadata: { name: 'kubefed' }, spec })));
}

describe('resolveKubeFedConfig', () => {
  it('has every default', () => {
    assert.deepEqual(resolve({ scope: 'Cluster' }), {
      scope: 'Cluster',
      controllerDuration: { availableDelayMs: 20_000, unavailableDelayMs: 60_000, cacheSyncTimeoutMs: 300_000 },
      leaderElect: {
        leaseDurationMs: 15_000,
        renewDeadlineMs: 10_000,
        retryPeriodMs: 5000,
        resourceLock: 'configmaps',
      },
      featureGates: {
        PropagatedVersions: false,
        PushReconciler: true,
        RawResourceStatusCollection: false,
        SchedulerPreferences: true,
      },
      clusterHealthCheck: { periodMs: 10_000, failureThreshold: 3, successThreshold: 1, timeoutMs: 3000 },
      adoptResources: true,
      maxConcurrentReconciles: { sync: 1, status: 1 },
    });
  });

  it('gives gates that are not listed their defaults', () => {
    const featureGates = [
      { name: 'RawResourceStatusCollection', configuration: 'Enabled' },
      { name: 'SchedulerPreferences', configuration: 'Disabled' },
    ];
    assert.deepEqual(resolve({ scope: 'Namespaced', featureGates }).featureGates, {
      PropagatedVersions: false,
      PushReconciler: true,
      RawResourceStatusCollection: true,
      SchedulerPreferences: false,
    });
  });

  it('reads what is set', () => {
    const settings = resolve({
      scope: 'Namespaced',
      syncController: { adoptResources: 'Disabled' },
      clusterHealthCheck: { period: '1500ms', failureThreshold: 5 },
    });
    assert.equal(settings.scope, 'Namespaced');
    assert.equal(settings.adoptResources, false);
    assert.deepEqual(settings.clusterHealthCheck, {
      periodMs: 1500,
      failureThreshold: 5,
      successThreshold: 1,
      timeoutMs: 3000,
    });
  });
});
