import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterPropagatedVersionType, propagatedVersionType } from '../../../src/api/propagated-version.ts';
import { federatedServiceStatusType } from '../../../src/api/federated-service-status.ts';
import { federatedTypeConfigType } from '../../../src/api/federated-type-config.ts';
import type { KubeFedConfig } from '../../../src/api/kubefed-config.ts';
import { kubeFedConfigType } from '../../../src/api/kubefed-config.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { apiVersionOf, refOf } from '../../../src/api/meta.ts';
import { replicaSchedulingPreferenceType } from '../../../src/api/replica-scheduling-preference.ts';
import { defaultedSpec } from '../../../src/api/testing/kubefed-config-cases.ts';
import { ApiError } from '../../../src/kube/errors.ts';
import { useKindsHost } from './kinds-host.ts';

const host = useKindsHost();

type TestObject = KubeObject & Record<string, unknown>;

function objectOf(type: ResourceType, name: string, fields: object): TestObject {
  const metadata = { name, ...(type.namespaced && { namespace: 'default' }) };
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata, ...fields };
}

/** The object as the API server would keep it. */
function admitted(type: ResourceType, name: string, fields: object): Promise<TestObject> {
  return host.client.create<TestObject>(type, objectOf(type, name, fields), { dryRun: true });
}

async function admittedSpec(type: ResourceType, name: string, spec: object): Promise<unknown> {
  return (await admitted(type, name, { spec }))['spec'];
}

function federated(plural: string, kind: string): ResourceType {
  return { group: 'types.kubefed.io', version: 'v1beta1', plural, kind, namespaced: true };
}

describe('KubeFedConfig', () => {
  it('has every default KubeFed knows', async () => {
    assert.deepEqual(await admittedSpec(kubeFedConfigType, 'kubefed', { scope: 'Cluster' }), defaultedSpec);
  });

  it('has the defaults a section leaves out, and only those', async () => {
    const spec = { scope: 'Cluster', clusterHealthCheck: { period: '1m' }, featureGates: [] };
    assert.deepEqual(await admittedSpec(kubeFedConfigType, 'kubefed', spec), {
      ...defaultedSpec,
      clusterHealthCheck: { ...defaultedSpec.clusterHealthCheck, period: '1m' },
      featureGates: [],
    });
  });

  it('keeps its scope', async (t) => {
    const config = objectOf(kubeFedConfigType, 'kubefed', { spec: { scope: 'Namespaced' } });
    await host.client.create(kubeFedConfigType, config);
    t.after(() => host.client.delete(kubeFedConfigType, refOf(config)));
    const change = (spec: object) => host.client.mergePatch<KubeFedConfig>(kubeFedConfigType, refOf(config), { spec });
    await assert.rejects(change({ scope: 'Cluster' }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.match(error.serverMessage, /spec\.scope: Invalid value: .*field is immutable/);
      return true;
    });
    const { spec } = await change({ scope: 'Namespaced', syncController: { adoptResources: 'Disabled' } });
    assert.equal(spec.syncController.adoptResources, 'Disabled');
  });
});

describe('FederatedTypeConfig', () => {
  it('tells what its name must be', async () => {
    const job = { group: 'batch', version: 'v1', kind: 'Job', pluralName: 'jobs', scope: 'Namespaced' };
    const spec = { targetType: job, propagation: 'Enabled', federatedType: { ...job, group: 'types.kubefed.io' } };
    await assert.rejects(
      admitted(federatedTypeConfigType, 'jobs', { spec }),
      /metadata\.name: .*that is 'jobs\.batch'/,
    );
  });
});

describe('kinds without rules', () => {
  const specimens: readonly [ResourceType, object][] = [
    [
      federatedServiceStatusType,
      {
        clusterStatus: [
          { clusterName: 'm1', status: { loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'VIP' }] } } },
        ],
      },
    ],
    [
      replicaSchedulingPreferenceType,
      {
        spec: {
          targetKind: 'FederatedDeployment',
          totalReplicas: 9,
          rebalance: true,
          intersectWithClusterSelector: true,
          clusters: { '*': { weight: 1 }, m1: { minReplicas: 4, maxReplicas: 6, weight: 2 } },
        },
      },
    ],
  ];
  for (const [type, fields] of specimens) {
    it(`${type.kind} keeps all its fields`, async () => {
      const { apiVersion: _a, kind: _k, metadata: _m, ...kept } = await admitted(type, 'web', fields);
      assert.deepEqual(kept, fields);
    });
  }

  for (const type of [propagatedVersionType, clusterPropagatedVersionType]) {
    it(`${type.kind} keeps its status`, async (t) => {
      const object = objectOf(type, 'configmap-web', {});
      await host.client.create(type, object);
      t.after(() => host.client.delete(type, refOf(object)));
      const status = {
        templateVersion: '8a80554c91d9fca8acb82f023de02f11',
        overridesVersion: '2979b7538b527abe06492021841caf47',
        clusterVersions: [{ clusterName: 'm1', version: 'gen:1' }],
      };
      const written = await host.client.mergePatch<TestObject>(
        type,
        refOf(object),
        { status },
        { subresource: 'status' },
      );
      assert.deepEqual(written['status'], status);
    });
  }
});

describe('federated types', () => {
  const deployments = federated('federateddeployments', 'FederatedDeployment');
  const configMaps = federated('federatedconfigmaps', 'FederatedConfigMap');

  const spec = {
    template: {
      metadata: { labels: { app: 'nginx' }, name: 'ignored' },
      spec: {
        replicas: 3,
        unheardOf: { deep: [1, { x: null }] },
        template: { spec: { containers: [{ name: 'nginx' }] } },
      },
    },
    placement: { clusters: [{ name: 'm1' }, { name: 'm1' }], clusterSelector: { matchLabels: { region: 'north' } } },
    overrides: [
      {
        clusterName: 'm1',
        clusterOverrides: [
          { path: '/spec/replicas', value: 5 },
          { op: 'add', path: '/metadata/annotations', value: { foo: 'bar' } },
          { op: 'remove', path: '/spec/template/spec/containers/0/args' },
          { op: '', path: 'no/slash', value: [true] },
          { op: 'replace', path: '/kind', value: 'Secret' },
        ],
      },
      { clusterOverrides: [] },
    ],
    retainReplicas: true,
  };

  it('keep whatever KubeFed would have kept, the faulty included', async () => {
    assert.deepEqual(await admittedSpec(deployments, 'web', spec), spec);
  });

  it('keep a null value as none, which means the same', async () => {
    const clearing = { overrides: [{ clusterName: 'm1', clusterOverrides: [{ path: '/data', value: null }] }] };
    const kept = { overrides: [{ clusterName: 'm1', clusterOverrides: [{ path: '/data' }] }] };
    assert.deepEqual(await admittedSpec(configMaps, 'web', clearing), kept);
  });

  it('take an empty spec, and null for absent', async () => {
    const nulls = { placement: { clusters: null, clusterSelector: null }, overrides: null };
    assert.deepEqual(await admittedSpec(configMaps, 'web', {}), {});
    assert.deepEqual(await admittedSpec(configMaps, 'web', nulls), { placement: {} });
  });

  it('tell an empty list of clusters and an empty selector from none', async () => {
    const placement = { clusters: [], clusterSelector: {} };
    assert.deepEqual(await admittedSpec(configMaps, 'web', { placement }), { placement });
  });

  it('drop what no field of theirs holds', async () => {
    const unknown = { placement: { everywhere: true }, retainReplicas: true, color: 'red' };
    assert.deepEqual(await admittedSpec(configMaps, 'web', unknown), { placement: {} });
  });

  const refused: readonly [what: string, fields: object, why: RegExp][] = [
    ['no spec', {}, /spec: Required value/],
    [
      'an op JSON Patch has but KubeFed has not',
      { overrides: [{ clusterOverrides: [{ op: 'move', path: '/a' }] }] },
      /op/,
    ],
    ['an override without path', { overrides: [{ clusterOverrides: [{ value: 1 }] }] }, /path: Required value/],
    ['a cluster without name', { placement: { clusters: [{}] } }, /name: Required value/],
    [
      'a requirement without operator',
      { placement: { clusterSelector: { matchExpressions: [{ key: 'a' }] } } },
      /operator/,
    ],
    ['a template that is no object', { template: 'text' }, /template/],
  ];
  for (const [what, fields, why] of refused) {
    const body = what === 'no spec' ? {} : { spec: fields };
    it(`refuse ${what}`, () => assert.rejects(admitted(configMaps, 'web', body), why));
  }

  it('show in columns what became of them', async (t) => {
    const object = objectOf(configMaps, 'web', { spec: { template: { data: {} } } });
    await host.client.create(configMaps, object);
    t.after(() => host.client.delete(configMaps, refOf(object)));
    const times = { lastUpdateTime: '2026-01-01T00:00:00Z', lastTransitionTime: '2026-01-01T00:00:00Z' };
    const status = {
      observedGeneration: 1,
      conditions: [{ type: 'Propagation', status: 'False', reason: 'CheckClusters', message: 'm1: quota', ...times }],
      clusters: [
        { name: 'm1', status: 'UpdateFailed', message: 'quota', version: 'abc/gen:1', remoteStatus: { replicas: 1 } },
        {
          name: 'm2',
          version: 'abc/rv:7',
          health: 'Progressing',
          healthMessage: '1 of 2 replicas are ready',
          replicas: { wanted: 2, ready: 1, updated: 2, available: 0 },
          fields: { address: '192.0.2.7', any: { thing: [1] } },
        },
      ],
      summary: {
        health: 'Degraded',
        message: 'm1: UpdateFailed',
        clusters: { wanted: 2, propagated: 1, pending: 0, failed: 1 },
        inClusters: '1/2',
        replicas: { wanted: 2, ready: 1, updated: 2, available: 0 },
        inReplicas: '1/2',
      },
    };
    const patched = await host.client.mergePatch<TestObject>(
      configMaps,
      refOf(object),
      { status },
      { subresource: 'status' },
    );
    assert.deepEqual(patched['status'], status);
    const { columns, cells } = await table('/apis/types.kubefed.io/v1beta1/namespaces/default/federatedconfigmaps');
    assert.deepEqual(columns, [
      'Name',
      'Propagated',
      'Reason',
      'Clusters',
      'Health',
      'Age',
      'Message',
      'Health-Message',
    ]);
    const shown = ['web', 'False', 'CheckClusters', '1/2', 'Degraded', 'm1: quota', 'm1: UpdateFailed'];
    assert.deepEqual(cells[0]?.toSpliced(5, 1), shown);
  });
});

describe('columns', () => {
  it('of KubeFedClusters are those of KubeFed, in its order', async () => {
    const { columns } = await table('/apis/core.kubefed.io/v1beta1/kubefedclusters');
    assert.deepEqual(columns, ['Name', 'age', 'ready', 'kubernetes-version']);
  });
});

describe('every kind', () => {
  it('is served under its names', async () => {
    for (const { spec } of host.crds) {
      const { body } = await host.client.request('GET', `/apis/${spec.group}/${spec.versions[0]!.name}`);
      const { resources } = JSON.parse(body.toString()) as {
        resources: { name: string; kind: string; shortNames?: string[] }[];
      };
      const served = resources.find(({ name }) => name === spec.names.plural);
      assert.equal(served?.kind, spec.names.kind);
      assert.deepEqual(served?.shortNames, spec.names.shortNames);
      assert.equal(
        resources.some(({ name }) => name === `${spec.names.plural}/status`),
        spec.versions[0]!.subresources !== undefined,
      );
    }
  });
});

/** What `kubectl get` is given to print. */
async function table(path: string): Promise<{ columns: string[]; cells: unknown[][] }> {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { body } = await host.client.request('GET', path, { headers: { accept } });
  const answer = JSON.parse(body.toString()) as {
    columnDefinitions: { name: string }[];
    rows: { cells: unknown[] }[] | null;
  };
  return {
    columns: answer.columnDefinitions.map(({ name }) => name),
    cells: (answer.rows ?? []).map(({ cells }) => cells),
  };
}
