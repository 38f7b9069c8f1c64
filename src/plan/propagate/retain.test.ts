import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../base/json.ts';
import type { FederatedSpec } from '../../api/federated-object.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Intent } from './compose-intent.ts';
import { decide, type DecisionInput } from './decide.ts';
import { retainsUncached, withRetained } from './retain.ts';

const deployments = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };
const services = { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true };

/** What one cluster should have. */
function intentOf(target: ResourceType, spec: FederatedSpec, more: Partial<DecisionInput> = {}): Intent {
  const targetRef = { namespace: 'shop', name: 'web' };
  const { chosen } = decide({
    federated: { metadata: targetRef, spec: { ...spec, placement: { clusterSelector: {} } } },
    target,
    targetRef,
    clusters: [{ name: 'bremen', labels: {}, taints: [] }],
    namespacePlacement: { kind: 'not-needed' },
    scope: 'Cluster',
    policies: [],
    present: new Set(),
    ...more,
  });
  const intent = chosen.get('bremen');
  assert.ok(intent && 'hash' in intent);
  return intent;
}

/** The spec that is written over a live one. */
function written(target: ResourceType, spec: FederatedSpec, live: JsonObject): unknown {
  return withRetained(intentOf(target, spec), liveWith(live))['spec'];
}

function isRead(spec: JsonObject): boolean {
  return retainsUncached(intentOf(services, { template: { spec } }).retention);
}

function liveWith(spec: JsonObject): KubeObject {
  return { metadata: { name: 'web' }, spec } as KubeObject;
}

function overriding(...clusterOverrides: readonly { op?: string; path: string; value?: number | string }[]) {
  return { overrides: [{ clusterName: 'bremen', clusterOverrides }] };
}

const ofFive = { retainReplicas: true, template: { spec: { replicas: 2, paused: true } } };

describe('replicas that are retained (6.5.2)', () => {
  const cases: readonly [string, FederatedSpec, JsonObject, unknown][] = [
    ["are the member's, above the template's", ofFive, { replicas: 5 }, { replicas: 5, paused: true }],
    ['are put where the template has none', { ...ofFive, template: { spec: {} } }, { replicas: 5 }, { replicas: 5 }],
    ['may be none', ofFive, { replicas: 0 }, { replicas: 0, paused: true }],
    ["are the template's where the member has none", ofFive, {}, { replicas: 2, paused: true }],
    [
      "are the template's without retainReplicas",
      { ...ofFive, retainReplicas: false },
      { replicas: 5 },
      { replicas: 2, paused: true },
    ],
    [
      'are those of an override where there is one',
      { ...ofFive, ...overriding({ path: '/spec/replicas', value: 9 }) },
      { replicas: 5 },
      { replicas: 9, paused: true },
    ],
    [
      'are left to an override of something else',
      { ...ofFive, ...overriding({ op: 'remove', path: '/spec/paused' }) },
      { replicas: 5 },
      { replicas: 5 },
    ],
    [
      'are not kept against an override that removes them',
      { ...ofFive, ...overriding({ op: 'remove', path: '/spec/replicas' }) },
      { replicas: 5 },
      { paused: true },
    ],
  ];
  for (const [title, spec, live, expected] of cases) {
    it(title, () => assert.deepEqual(written(deployments, spec, live), expected));
  }

  it('are known from the cache', () => {
    assert.equal(retainsUncached(intentOf(deployments, ofFive).retention), false);
  });
});

const http = { name: 'http', port: 80, nodePort: 30_080 };
const https = { name: 'https', port: 443, protocol: 'TCP' };
const addressed = {
  clusterIP: '10.0.0.1',
  clusterIPs: ['10.0.0.1'],
  healthCheckNodePort: 30_001,
  ports: [http, https],
};
const allotted = {
  clusterIP: '10.9.9.9',
  clusterIPs: ['10.9.9.9', 'fd00::9'],
  healthCheckNodePort: 31_001,
  ports: [
    { ...https, nodePort: 31_443 },
    { ...http, protocol: 'TCP', nodePort: 31_080 },
  ],
};

describe('what a Service retains (6.5.2)', () => {
  const cases: readonly [string, JsonObject, JsonObject, unknown][] = [
    [
      'is what its cluster allotted, of what the template sets',
      addressed,
      allotted,
      { ...addressed, ...allotted, ports: [{ ...http, nodePort: 31_080 }, https] },
    ],
    ['is nothing where nothing is allotted yet', addressed, { clusterIP: '', healthCheckNodePort: 0 }, addressed],
    [
      'is no node port of another port',
      { ports: [http] },
      { ports: [{ ...http, port: 81, nodePort: 31_081 }] },
      { ports: [http] },
    ],
    [
      'is no node port of another protocol',
      { ports: [http] },
      { ports: [{ ...http, protocol: 'UDP', nodePort: 31_080 }] },
      { ports: [http] },
    ],
    ['is no address where a headless one is wanted', { clusterIP: 'None' }, allotted, { clusterIP: 'None' }],
  ];
  for (const [title, spec, live, expected] of cases) {
    it(title, () => assert.deepEqual(written(services, { template: { spec } }, live), expected));
  }

  it('gives way to overrides', () => {
    const spec = { template: { spec: addressed }, ...overriding({ path: '/spec/ports/0/nodePort', value: 30_999 }) };
    const { clusterIP, ports } = written(services, spec, allotted) as JsonObject;
    assert.deepEqual({ clusterIP, ports }, { clusterIP: '10.9.9.9', ports: [{ ...http, nodePort: 30_999 }, https] });
  });

  it('keeps the managed label', () => {
    const { metadata } = withRetained(intentOf(services, { template: { spec: addressed } }), liveWith(allotted));
    assert.deepEqual((metadata as JsonObject)['labels'], { 'kubefed.io/managed': 'true' });
  });

  it('has to be read where the template sets any of it, and there only', () => {
    assert.ok(isRead(addressed));
    assert.equal(isRead({ clusterIP: 'None', ports: [https] }), false);
  });

  it('is of Services of the core group alone', () => {
    const others = { ...services, group: 'serving.test' };
    assert.equal(intentOf(others, { template: { spec: addressed } }).retention, undefined);
  });
});

describe('withRetained', () => {
  it('gives the object itself, so that one serialisation serves all, when there is nothing to retain', () => {
    const retaining = intentOf(deployments, ofFive);
    const plain = intentOf(deployments, { ...ofFive, retainReplicas: false });
    assert.equal(withRetained(plain, liveWith({ replicas: 5 })), plain.object);
    assert.equal(withRetained(retaining, undefined), retaining.object);
    assert.equal(withRetained(retaining, liveWith({ replicas: 2 })), retaining.object);
  });
});

describe('replicas that a preference leaves to the cluster', () => {
  const jobs = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true };
  const undecided = { schedule: { title: 'SchedulingPreference shop/web' }, present: new Set(['bremen']) };
  const spec = { template: { spec: { parallelism: 2, suspend: true } } };

  it('are where the type has them, below what is overridden', () => {
    const more = { ...undecided, replicasPath: '/spec/parallelism' };
    const live = liveWith({ parallelism: 7 });
    const intent = intentOf(jobs, spec, more);
    assert.equal(retainsUncached(intent.retention), true);
    assert.deepEqual(withRetained(intent, live)['spec'], { parallelism: 7, suspend: true });
    const overridden = intentOf(jobs, { ...spec, ...overriding({ path: '/spec/parallelism', value: 1 }) }, more);
    assert.deepEqual(withRetained(overridden, live)['spec'], { parallelism: 1, suspend: true });
    assert.deepEqual(withRetained(intent, liveWith({}))['spec'], { parallelism: 2, suspend: true });
  });

  it('are none of a type that has no replicas', () => {
    assert.equal(intentOf(jobs, spec, undecided).retention, undefined);
  });
});
