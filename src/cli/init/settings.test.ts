import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageFailure } from '../failure.ts';
import { mergeSettings, parseSettings, settingNames } from './settings.ts';

describe('parseSettings', () => {
  it('nests settings as a KubeFedConfig has them', () => {
    const assignments = [
      'clusterHealthCheck.period=1s',
      'clusterHealthCheck.failureThreshold=2',
      'syncController.adoptResources=Disabled',
      'featureGates.PropagatedVersions=Enabled',
      'featureGates.SchedulerPreferences=Disabled',
    ];
    assert.deepEqual(parseSettings(assignments), {
      clusterHealthCheck: { period: '1s', failureThreshold: 2 },
      syncController: { adoptResources: 'Disabled' },
      featureGates: [
        { name: 'PropagatedVersions', configuration: 'Enabled' },
        { name: 'SchedulerPreferences', configuration: 'Disabled' },
      ],
    });
  });

  it('lets the last of two values count', () => {
    assert.deepEqual(parseSettings(['featureGates.PushReconciler=Disabled', 'featureGates.PushReconciler=Enabled']), {
      featureGates: [{ name: 'PushReconciler', configuration: 'Enabled' }],
    });
  });

  const refused: [string, RegExp][] = [
    [
      'clusterHealthCheck.perio=1s',
      /^--set clusterHealthCheck.perio=1s: there is no setting "clusterHealthCheck.perio"$/,
    ],
    ['scope=Namespaced', /there is no setting "scope"/],
    ['clusterHealthCheck=1s', /there is no setting "clusterHealthCheck"/],
    ['clusterHealthCheck.period', /it must be a setting and a value/],
    ['clusterHealthCheck.period=', /it must be a setting and a value/],
    ['clusterHealthCheck.period=soon', /: spec.clusterHealthCheck.period: Invalid value: /],
    ['clusterHealthCheck.failureThreshold=0', /: spec.clusterHealthCheck.failureThreshold: Invalid value: /],
    ['featureGates.PushReconciler=yes', /Unsupported value: "yes": supported values: "Enabled", "Disabled"/],
  ];
  for (const [assignment, message] of refused) {
    it(`refuses ${assignment}`, () => {
      assert.throws(
        () => parseSettings([assignment]),
        (error) => error instanceof UsageFailure && message.test(error.message),
      );
    });
  }
});

describe('mergeSettings', () => {
  it('changes what was set and nothing else', () => {
    const spec = {
      scope: 'Cluster' as const,
      featureGates: [
        { name: 'PushReconciler' as const, configuration: 'Enabled' as const },
        { name: 'PropagatedVersions' as const, configuration: 'Disabled' as const },
      ],
    };
    assert.deepEqual(mergeSettings(spec, parseSettings(['featureGates.PropagatedVersions=Enabled'])), {
      scope: 'Cluster',
      featureGates: [
        { name: 'PushReconciler', configuration: 'Enabled' },
        { name: 'PropagatedVersions', configuration: 'Enabled' },
      ],
    });
  });
});

describe('settingNames', () => {
  it('lists what can be set', () => {
    const names = settingNames();
    for (const name of [
      'controllerDuration.availableDelay',
      'clusterHealthCheck.timeout',
      'featureGates.PushReconciler',
    ]) {
      assert.ok(names.includes(name), name);
    }
  });
});
