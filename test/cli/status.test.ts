import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTypes } from '../../src/api/default-types.ts';
import { defaultPlace, federatedTypeOf } from '../../src/api/federated-type.ts';
import { federatedTypeConfigType } from '../../src/api/federated-type-config.ts';
import type { FederatedSpec, FederatedStatus } from '../../src/api/federated-object.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../src/api/kubefed-cluster.ts';
import { apiVersionOf, qualifiedPlural, type KubeObject, type ResourceType } from '../../src/api/meta.ts';
import { namespaces } from '../../src/cli/built-in-types.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';
import { startHansa } from './start-hansa.ts';

const systemNamespace = 'kube-federation-system';
const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

let host: LabCluster;
let client: KubeClient;

before(async () => {
  host = await startTestCluster();
  client = createKubeClient(host.access);
});
after(() => client.close());

/** Ages differ from run to run. */
async function hansa(line: string): Promise<Finished> {
  const finished = withNames(await runHansa(line, { clusters: [host] }), { HOST: host });
  const stdout = finished.stdout.replaceAll(/\b(?:AGE|(?:\d+m)?\d+s)( *)/g, ageOfAnyWidth).replaceAll(/ +(?=\n)/g, '');
  return { ...finished, stdout };
}

function ageOfAnyWidth(_age: string, spaces: string): string {
  return `AGE${spaces.length > 1 ? '   ' : spaces}`;
}

function printed(...lines: string[]): Finished {
  return { code: 0, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '' };
}

function federated(name: string): ResourceType {
  const type = defaultTypes.find(({ target }) => qualifiedPlural(target) === name);
  assert.ok(type);
  return federatedTypeOf(type.target, defaultPlace);
}

async function write(
  type: ResourceType,
  name: string,
  namespace: string,
  parts: { spec: object; labels?: object; status?: object },
) {
  const { spec, labels = {}, status } = parts;
  const metadata = { name, namespace, labels };
  await client.create(type, { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec } as KubeObject);
  if (status) await client.mergePatch(type, { namespace, name }, { status }, { subresource: 'status' });
}

function writeObject(
  type: string,
  name: string,
  spec: FederatedSpec,
  status?: Partial<FederatedStatus>,
): Promise<void> {
  const condition = status?.conditions?.map((each) => ({ ...each, lastUpdateTime: now(), lastTransitionTime: now() }));
  const dated = status && { status: { ...status, conditions: condition } };
  return write(federated(type), name, 'shop', { spec, ...dated });
}

function writeCluster(
  name: string,
  condition: { type: string; status: string; reason: string; message: string } | undefined,
) {
  const spec = { apiEndpoint: `https://${name}.example`, secretRef: { name } };
  const conditions = condition && [{ ...condition, lastProbeTime: now(), lastTransitionTime: now() }];
  const status = conditions && { conditions, ...(condition.type === 'Ready' ? { kubernetesVersion: 'v1.33.1' } : {}) };
  const labels = { sea: 'north' };
  return write(kubeFedClusterType, name, systemNamespace, { spec, labels, ...(status ? { status } : {}) });
}

describe('a host without a federation', () => {
  for (const line of ['status', 'clusters', 'types']) {
    it(`is told so by hansa ${line}`, async () => {
      const { code, stdout, stderr } = await hansa(line);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^error: HOST: the cluster does not know Hansa's types \(.*\)\nhint: run "hansa init"/);
    });
  }

  it('is described by hansa version', async () => {
    const { code, stdout } = await hansa('version');
    assert.equal(code, 0);
    assert.match(stdout, /^host {8}HOST: Kubernetes VERSION at <HOST>\nfederation {2}none: "hansa init" makes one$/m);
  });
});

describe('a federation with nothing in it', () => {
  before(async () => succeeded(await hansa('init')));

  it('is described as such', async () => {
    assert.deepEqual(
      await hansa('status'),
      printed(
        'No cluster has joined yet: "hansa join NAME" adds one.',
        '',
        'No type is federated yet: "hansa enable TYPE" adds one.',
      ),
    );
    assert.deepEqual(await hansa('clusters'), {
      code: 0,
      stdout: '',
      stderr: 'No cluster has joined yet: "hansa join NAME" joins the cluster of the kubeconfig context NAME.\n',
    });
    assert.deepEqual(await hansa('types'), {
      code: 0,
      stdout: '',
      stderr: 'No type is federated yet: "hansa enable TYPE" enables one.\n',
    });
    assert.deepEqual(JSON.parse((await hansa('clusters -o json')).stdout), {
      apiVersion: 'v1',
      kind: 'List',
      metadata: { resourceVersion: '' },
      items: [],
    });
  });
});

describe('a federation', () => {
  before(async () => {
    for (const type of ['ns', 'cm', 'deploy']) succeeded(await hansa(`enable ${type}`));
    await client.create(namespaces, { metadata: { name: 'shop' } });
    await writeCluster('bremen', {
      type: 'Ready',
      status: 'True',
      reason: 'ClusterReady',
      message: '/healthz responded with ok',
    });
    await writeCluster('hamburg', {
      type: 'Offline',
      status: 'True',
      reason: 'ClusterNotReachable',
      message: 'cluster is not reachable: connect ECONNREFUSED',
    });
    await writeCluster('kiel', undefined);
    const everywhere = { placement: { clusterSelector: {} } };
    const right = { observedGeneration: 1, conditions: [{ type: 'Propagation', status: 'True' }] as const };
    await writeObject('namespaces', 'shop', everywhere, {
      ...right,
      clusters: [{ name: 'bremen', version: 'a1b2c3d4e5f6/rv:7' }],
    });
    await writeObject('configmaps', 'prices', everywhere, {
      ...right,
      clusters: [{ name: 'bremen', version: 'a1b2c3d4e5f6/rv:8' }],
    });
    await writeObject('configmaps', 'new', { placement: { clusters: [{ name: 'bremen' }, { name: 'rostock' }] } });
    await writeObject('deployments.apps', 'web', everywhere, {
      observedGeneration: 1,
      conditions: [
        { type: 'Propagation', status: 'False', reason: 'CheckClusters', message: '1 of 2 clusters is not as wanted' },
      ],
      clusters: [
        {
          name: 'bremen',
          version: 'a1b2c3d4e5f6/gen:1',
          health: 'Progressing',
          healthMessage: '2 of 3 replicas are ready',
          replicas: { wanted: 3, ready: 2, updated: 3, available: 2 },
        },
        { name: 'hamburg', status: 'ClusterNotReady', message: 'the cluster does not answer' },
      ],
      summary: {
        health: 'Unknown',
        message: 'hamburg: ClusterNotReady; bremen: 2 of 3 replicas are ready',
        clusters: { wanted: 2, propagated: 1, pending: 0, failed: 1 },
        inClusters: '1/2',
        replicas: { wanted: 3, ready: 2, updated: 3, available: 2 },
        inReplicas: '2/3',
      },
    });
  });

  it('shows its clusters', async () => {
    assert.deepEqual(
      await hansa('clusters'),
      printed(
        'NAME      READY     VERSION     AGE   REASON',
        'bremen    True      VERSION     AGE   ClusterReady',
        'hamburg   False     <unknown>   AGE   ClusterNotReachable: cluster is not reachable: connect ECONNREFUSED',
        'kiel      Unknown   <unknown>   AGE   no controller has looked at it yet',
      ),
    );
    const { stdout } = await hansa('clusters -o wide');
    assert.match(stdout, /^NAME +READY +VERSION +AGE +SINCE +ENDPOINT +LABELS +TAINTS +REASON$/m);
    assert.match(
      stdout,
      /^bremen +True +VERSION +AGE +AGE +https:\/\/bremen\.example +sea=north +<none> +ClusterReady$/m,
    );
    const { items } = JSON.parse((await hansa('clusters -o json')).stdout) as { items: KubeObject[] };
    assert.deepEqual(
      items.map(({ kind, metadata }) => [kind, metadata.name]),
      [
        ['KubeFedCluster', 'bremen'],
        ['KubeFedCluster', 'hamburg'],
        ['KubeFedCluster', 'kiel'],
      ],
    );
  });

  it('taints its clusters, and shows it', async () => {
    const set = await hansa('taint bremen dedicated=batch:NoSchedule slow:PreferNoSchedule');
    assert.deepEqual(set, printed('kubefedcluster.core.kubefed.io/bremen tainted'));
    const { stdout } = await hansa('clusters -o wide');
    assert.match(stdout, /^bremen .* dedicated=batch:NoSchedule,slow:PreferNoSchedule +ClusterReady$/m);
    const again = await hansa('taint bremen dedicated=web:NoSchedule');
    assert.deepEqual(again, {
      code: 1,
      stdout: '',
      stderr:
        'error: bremen: it has the taint dedicated=batch:NoSchedule already\nhint: --overwrite gives it another value\n',
    });
    const dry = await hansa('taint bremen dedicated- --dry-run');
    assert.deepEqual(dry, printed('kubefedcluster.core.kubefed.io/bremen untainted (dry run)'));
    const { spec } = await client.get<KubeFedCluster>(kubeFedClusterType, {
      namespace: systemNamespace,
      name: 'bremen',
    });
    assert.deepEqual(
      spec.taints?.map(({ key, timeAdded }) => [key, timeAdded !== undefined]),
      [
        ['dedicated', true],
        ['slow', false],
      ],
    );
    assert.equal((await hansa('taint nowhere a:NoSchedule')).code, 1);
    assert.equal((await hansa('taint bremen a')).code, 2);
  });

  it('shows its types', async () => {
    await client.mergePatch(
      federatedTypeConfigType,
      { namespace: systemNamespace, name: 'configmaps' },
      { status: { observedGeneration: 1, propagationController: 'Running' } },
      { subresource: 'status' },
    );
    assert.deepEqual(
      await hansa('types'),
      printed(
        'TYPE               FEDERATED KIND        PROPAGATION   CONTROLLER   OBJECTS   AGE',
        'configmaps         FederatedConfigMap    Enabled       Running      2         AGE',
        'deployments.apps   FederatedDeployment   Enabled       Waiting      1         AGE',
        'namespaces         FederatedNamespace    Enabled       Waiting      1         AGE',
      ),
    );
  });

  it('tells one story of all objects', async () => {
    assert.deepEqual(
      await hansa('status'),
      printed(
        '3 clusters, 1 ready; not ready: hamburg, kiel',
        '',
        'TYPE               OBJECTS   PROPAGATED   NOT PROPAGATED   NOT HEALTHY',
        'configmaps         2         1            1                0',
        'deployments.apps   1         0            1                1',
        'namespaces         1         1            0                0',
        '',
        'Not as they should be:',
        'TYPE               NAMESPACE   NAME   STATE           HEALTH    CLUSTERS',
        'configmaps         shop        new    Waiting',
        'deployments.apps   shop        web    CheckClusters   Unknown   bremen: Progressing, hamburg: ClusterNotReady',
      ),
    );
    const { stdout } = await hansa('status -o wide');
    assert.match(
      stdout,
      /CheckClusters +Unknown +bremen: Progressing \(2 of 3 .*\), hamburg: ClusterNotReady \(the cluster does not answer\)$/m,
    );
    const summary = JSON.parse((await hansa('status -o json')).stdout) as { clusters: object; types: object[] };
    assert.deepEqual(summary.clusters, { joined: 3, ready: 1, notReady: ['hamburg', 'kiel'] });
    assert.deepEqual(summary.types[0], {
      type: 'configmaps',
      objects: 2,
      propagated: 1,
      notPropagated: 1,
      notHealthy: 0,
    });
    assert.match((await hansa('status -n default')).stdout, /There are no federated objects yet/);
  });

  it('shows the objects of a type, by any of its names', async () => {
    for (const type of ['cm', 'configmaps', 'FederatedConfigMap', 'fcm', 'federatedconfigmaps.types.kubefed.io']) {
      assert.deepEqual(
        await hansa(`status ${type} -A`),
        printed(
          'NAMESPACE   NAME     STATE        CLUSTERS   HEALTH   AGE   NOT OK',
          'shop        new      Waiting      0/0                 AGE',
          'shop        prices   Propagated   1/1                 AGE',
        ),
      );
    }
    assert.deepEqual(
      await hansa('status deploy -n shop'),
      printed(
        'NAME   STATE           CLUSTERS   READY   HEALTH    AGE   NOT OK',
        'web    CheckClusters   1/2        2/3     Unknown   AGE   bremen: Progressing, hamburg: ClusterNotReady',
      ),
    );
    assert.deepEqual(await hansa('status deploy'), {
      code: 0,
      stdout: '',
      stderr: 'There are no federateddeployments in namespace default; -A looks in all.\n',
    });
  });

  it('shows an object cluster by cluster', async () => {
    assert.deepEqual(
      await hansa('status deploy web -n shop'),
      printed(
        'Kind:        FederatedDeployment (types.kubefed.io/v1beta1)',
        'Namespace:   shop',
        'Name:        web',
        'Age:         AGE',
        'State:       CheckClusters, for AGE',
        'Message:     1 of 2 clusters is not as wanted',
        'Health:      Unknown (hamburg: ClusterNotReady; bremen: 2 of 3 replicas are ready)',
        'Replicas:    3 wanted, 2 ready, 3 updated, 2 available',
        'Updated:     AGE ago',
        'Generation:  1 (propagated: 1)',
        'Placement:   every cluster',
        '',
        'CLUSTER   STATUS            HEALTH        READY   VERSION          MESSAGE',
        'bremen    OK                Progressing   2/3     a1b2c3d4/gen:1   2 of 3 replicas are ready',
        'hamburg   ClusterNotReady                                          the cluster does not answer',
        'kiel      Waiting                                                  no controller has reported on it yet',
      ),
    );
  });

  it('says why an object is not in a cluster', async () => {
    const { stdout } = await hansa('status cm new -n shop -o wide');
    assert.match(stdout, /^bremen +Waiting +no controller has reported on it yet$/m);
    assert.match(stdout, /^kiel +NotPlaced +not named in spec\.placement\.clusters$/m);
    assert.match(stdout, /^rostock +NotJoined +spec\.placement names it, but no cluster of this name has joined$/m);
  });

  it('finds a federated namespace by its name alone', async () => {
    const { code, stdout } = await hansa('status ns shop');
    assert.equal(code, 0);
    assert.match(stdout, /^bremen +OK +a1b2c3d4\/rv:7$/m);
  });

  it('prints an object as it is for programs', async () => {
    const object = JSON.parse((await hansa('status cm prices -n shop -o json')).stdout) as KubeObject;
    assert.deepEqual([object.kind, object.metadata.name], ['FederatedConfigMap', 'prices']);
    assert.ok(!('managedFields' in object.metadata));
    assert.match((await hansa('status cm prices -n shop -o yaml')).stdout, /^kind: FederatedConfigMap$/m);
  });

  it('waits for what is asked for, and says what is in the way when it does not come', async () => {
    const ready = await hansa('status cm prices -n shop --wait propagated');
    assert.equal(ready.code, 0);
    assert.match(ready.stdout, /^State: +Propagated/m);
    assert.deepEqual(await hansa('status deploy web -n shop --wait healthy --timeout 300ms'), {
      code: 1,
      stdout: '',
      stderr:
        'error: HOST: FederatedDeployment shop/web is not healthy after 300ms: CheckClusters, Unknown, 1 of 2 clusters is not as wanted\n' +
        'hint: "hansa status deployments.apps web -n shop -o wide" says more\n',
    });
    assert.match((await hansa('status deploy --wait healthy')).stderr, /^error: --wait needs the type and the name/);
    assert.match((await hansa('status --wait well')).stderr, /Allowed choices are propagated, healthy/);
    assert.match((await hansa('status --timeout soon')).stderr, /It has to be written as 20s, 1m30s or 1500ms/);
  });

  it('follows what happens until it is interrupted', async () => {
    const watching = startHansa(host, 'status cm -n shop -w');
    await watching.shows(/^prices +Propagated +1\/1/m);
    const condition = { type: 'Propagation', status: 'False', reason: 'CheckClusters' };
    const status = { observedGeneration: 1, conditions: [condition] };
    const ref = { namespace: 'shop', name: 'new' };
    await client.mergePatch(federated('configmaps'), ref, { status }, { subresource: 'status' });
    await watching.shows(/^new +Waiting[^]*^new +CheckClusters/m);
    const { code, stdout } = await watching.interrupt();
    assert.equal(code, 0);
    assert.equal(stdout.match(/^prices/gm)?.length, 1);
  });

  it('says how to renew a definition that has no room for health', async () => {
    const path = '/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/summary';
    const name = 'federatedconfigmaps.types.kubefed.io';
    await client.request('PATCH', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, {
      body: JSON.stringify([{ op: 'remove', path }]),
      contentType: 'application/json-patch+json',
    });
    const hint =
      'hint: the definition of FederatedConfigMap is older than this version, and keeps no health; "hansa enable configmaps" renews it\n';
    assert.equal((await hansa('status cm prices -n shop')).stderr, hint);
    succeeded(await hansa('enable configmaps'));
    assert.equal((await hansa('status cm prices -n shop')).stderr, '');
  });

  it('says what there is instead of what there is not', async () => {
    assert.deepEqual(await hansa('status secrets'), {
      code: 1,
      stdout: '',
      stderr:
        'error: the type "secrets" is not federated\nhint: "hansa types" lists those that are, "hansa enable" adds one\n',
    });
    assert.deepEqual(await hansa('status cm nothing -n shop'), {
      code: 1,
      stdout: '',
      stderr:
        'error: HOST: there is no FederatedConfigMap "nothing" in namespace shop\n' +
        'hint: "hansa status configmaps -A" lists those there are\n',
    });
  });
});
