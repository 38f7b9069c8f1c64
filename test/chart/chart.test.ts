import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { defaultTypes } from '../../src/api/default-types.ts';
import { defaultPlace, splitTypesOf } from '../../src/api/federated-type.ts';
import { federatedServiceStatusType } from '../../src/api/federated-service-status.ts';
import { federatedTypeConfigType } from '../../src/api/federated-type-config.ts';
import { propagatedVersionType, clusterPropagatedVersionType } from '../../src/api/propagated-version.ts';
import { systemNamespaceDefault as systemNamespace } from '../../src/api/names.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import { schedulingPreferenceType } from '../../src/api/scheduling-preference.ts';
import { replicaSchedulingPreferenceType } from '../../src/api/replica-scheduling-preference.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import { createRotatingToken } from '../../src/kube/auth/rotating-token.ts';
import { ensureHelm } from '../../src/lab/kubectl.ts';
import { writeKubeconfig } from '../cli/kubeconfig-file.ts';
import { startTestCluster } from '../lab.ts';
import { startController, type ControllerProcess } from '../scenarios/controller-process.ts';
import { Federation, type Place } from '../scenarios/federation.ts';
import { clusterRole, configMap, deployment, kindOf, namespace as namespaces, service } from '../scenarios/kinds.ts';
import { inClusters, manifest } from '../scenarios/manifests.ts';
import type { Scene } from '../scenarios/scene.ts';
import { splitTypes } from '../scenarios/split-types.ts';
import { until } from '../scenarios/until.ts';
import { Audit, resourceName, type AuditedRequest } from './audit.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const chart = resolve(import.meta.dirname, '../../charts/hansa');
const run = promisify(execFile);
const helm = await ensureHelm(process.env);
const account = 'kubefed-controller';
const settings = [
  'clusterHealthCheckPeriod=300ms',
  'leaderElectLeaseDuration=2s',
  'leaderElectRenewDeadline=1500ms',
  'leaderElectRetryPeriod=300ms',
  'featureGates.PropagatedVersions=Enabled',
].flatMap((setting) => ['--set', `controllermanager.${setting}`]);

function render(...args: readonly string[]): KubeObject[] {
  const yaml = execFileSync(helm, ['template', 'hansa', chart, '-n', systemNamespace, ...args], { encoding: 'utf8' });
  return (loadAll(yaml) as (KubeObject | null)[]).filter((object) => object !== null);
}

/** What the chart's account may do, each verb of each resource for itself. */
function permissionsOf(objects: readonly KubeObject[]): string[] {
  const roles = objects.filter(({ metadata: { name } }) => name === 'kubefed-role' || name === 'kubefed-config-role');
  return roles
    .flatMap((role) => (role as KubeObject & { rules?: readonly Rule[] }).rules ?? [])
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((each) => {
          const [resource = '', subresource] = each.split('/');
          return verbs.map((verb) => `${verb} ${resourceName(resource, subresource, group)}`);
        }),
      ),
    );
}

function kindsOf(objects: readonly KubeObject[]): Set<string | undefined> {
  return new Set(objects.map(({ kind }) => kind));
}

describe('the chart, rendered', () => {
  it('gives no right to what it does not name', () => {
    for (const object of [...render(), ...render('--set', 'global.scope=Namespaced')]) {
      for (const rule of (object as { rules?: readonly Rule[] }).rules ?? [])
        assert.ok(!JSON.stringify(rule).includes('"*"'), `${object.kind} ${object.metadata.name} has a wildcard`);
    }
  });

  it('has roles of its namespace alone when no other is federated', () => {
    const objects = render('--set', 'global.scope=Namespaced');
    assert.deepEqual(
      [...kindsOf(objects)].filter((kind) => kind?.startsWith('Cluster')),
      [],
    );
    assert.ok(
      !permissionsOf(objects).some((permission) =>
        /(namespaces|cluster\w+)(\.|\/|$)/.test(
          permission.replace('kubefedclusters', '').replace('federatednamespaces', ''),
        ),
      ),
    );
  });

  it('lets types of others be propagated when it is told of them', () => {
    const type = 'controllermanager.controller.federatedTypes[0]';
    const objects = render('--set', `${type}.group=types.kubefed.io`, '--set', `${type}.resource=federatedwidgets`);
    const added = permissionsOf(objects).filter((permission) => permission.includes('federatedwidgets'));
    assert.deepEqual(added, [
      'list federatedwidgets.types.kubefed.io',
      'watch federatedwidgets.types.kubefed.io',
      'patch federatedwidgets.types.kubefed.io',
      'patch federatedwidgets/status.types.kubefed.io',
    ]);
  });

  it('lets split types of others be read when it is told of them', () => {
    const type = 'controllermanager.controller.splitTypes[0]';
    const resource = 'federatedwidgetplacements';
    const objects = render('--set', `${type}.group=types.kubefed.io`, '--set', `${type}.resource=${resource}`);
    assert.deepEqual(
      permissionsOf(objects).filter((permission) => permission.includes(resource)),
      [`list ${resource}.types.kubefed.io`, `watch ${resource}.types.kubefed.io`],
    );
  });

  it('takes the values of KubeFed', () => {
    const values = [
      'global.scope=Cluster',
      'controllermanager.controller.replicaCount=1',
      'controllermanager.controller.repository=registry.example/team',
      'controllermanager.controller.tag=v9',
      'controllermanager.controller.env.A=b',
      'controllermanager.controller.forceRedeployment=true',
      'controllermanager.webhook.replicaCount=3',
      'controllermanager.certManager.enabled=true',
      'controllermanager.postInstallJob.tag=1.17.16',
      'controllermanager.clusterAvailableDelay=20s',
      'controllermanager.service.labels.team=blue',
    ].flatMap((value) => ['--set', value]);
    const text = JSON.stringify(render(...values));
    for (const part of [
      '"image":"registry.example/team/hansa:v9"',
      '{"name":"A","value":"b"}',
      '"team":"blue"',
      'redeployed',
    ])
      assert.ok(text.includes(part), part);
    assert.ok(!kindsOf(render(...values)).has('PodDisruptionBudget'));
    assert.deepEqual(render('--set', 'controllermanager.enabled=false'), []);
  });

  for (const [mistake, told] of [
    ['global.scope=Namespace', /\/global\/scope/],
    ['controllermanager.featureGates.PushReconcilers=Enabled', /additional properties 'PushReconcilers' not allowed/],
    ['controllermanager.controler.replicaCount=1', /additional properties 'controler' not allowed/],
    ['controllermanager.clusterHealthCheckPeriod=10', /\/controllermanager\/clusterHealthCheckPeriod/],
    ['controllermanager.syncController.maxConcurrentReconciles=0', /maxConcurrentReconciles/],
  ] as const) {
    it(`tells of the mistake in ${mistake}`, async () => {
      await assert.rejects(run(helm, ['template', 'hansa', chart, '--set', mistake]), (error) => {
        return told.test((error as { stderr: string }).stderr);
      });
    });
  }
});

describe('the chart, installed', () => {
  const audit = new Audit(`system:serviceaccount:${systemNamespace}:${account}`);
  const home = mkdtempSync(join(tmpdir(), 'hansa-helm-'));
  let federation: Federation;
  let controller: ControllerProcess;
  let asAccount: KubeClient;
  let scene: Scene;

  before(async () => {
    const [host, bremen] = await Promise.all([openPlace('host', audit.flags), openPlace('bremen')]);
    federation = new Federation(host, new Map([['bremen', bremen]]), { members: {}, types: [] });
    await run(helm, ['install', 'hansa', chart, '-n', systemNamespace, '--create-namespace', ...settings], {
      env: {
        ...process.env,
        KUBECONFIG: host.cluster.kubeconfigPath,
        HELM_CACHE_HOME: home,
        HELM_CONFIG_HOME: home,
        HELM_DATA_HOME: home,
      },
    });
    const token = await requestToken(host.client);
    asAccount = createKubeClient({ ...host.cluster.access, credential: createRotatingToken(token) });
    await federation.join(bremen);
    controller = await startController(writeKubeconfig('chart-account', host.cluster, { token }));
    await federation.untilReady('bremen');
    scene = await federation.scene();
  });
  after(async () => {
    await controller.kill();
    await asAccount.close();
    await federation.stop();
    audit.remove();
    rmSync(home, { recursive: true });
  });

  it('lets its account propagate: create, update, deselect, delete', async () => {
    await scene.expectInNamespace('bremen');
    await scene.apply(configMap, 'settings', inClusters('bremen'));
    await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
    await scene.apply(configMap, 'settings', { ...inClusters('bremen'), template: { data: { colour: 'blue' } } });
    await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'blue' } });
    await scene.apply(configMap, 'settings', inClusters());
    await scene.expectAbsent('bremen', configMap, 'settings');
    await scene.apply(configMap, 'settings', inClusters('bremen'));
    await scene.expectIn('bremen', configMap, 'settings');
    await scene.remove(configMap, 'settings');
    await scene.expectGone(configMap, 'settings');
    await scene.expectAbsent('bremen', configMap, 'settings');
  });

  it('lets it work on each of the ten types, and say what is wrong', async () => {
    for (const { target } of defaultTypes) {
      const kind = kindOf(target);
      if (target.plural === namespaces.target.plural) continue;
      await scene.apply(kind, 'each', { template: {}, ...inClusters('bremen') });
      await scene.expectFederated(
        kind,
        'each',
        'reported on',
        ({ status }) => status?.observedGeneration !== undefined,
      );
    }
    const clusterOverrides = [{ op: 'replace', path: '/nowhere/at/all', value: 1 }];
    await scene.apply(configMap, 'faulty', { overrides: [{ clusterName: 'bremen', clusterOverrides }] });
    await scene.expectEvent('faulty', 'CreateInClusterFailed', /cannot be applied/);
  });

  it('lets it read what stands apart of each of them', async () => {
    const { client } = federation.host;
    await splitTypes(
      client,
      defaultTypes.map(({ target }) => target),
    );
    for (const { target } of defaultTypes) {
      const kind = kindOf(target);
      if (target.plural === namespaces.target.plural) continue;
      const { placement, override } = splitTypesOf(target, defaultPlace);
      await scene.apply({ target, federated: placement }, 'apart', { template: null });
      const none = { placement: null, template: null, overrides: [] };
      await scene.apply({ target, federated: override }, 'apart', none);
      await scene.apply(kind, 'apart', { template: {}, placement: null });
      await scene.expectFederated(kind, 'apart', 'reported on with both', ({ status }) => {
        return status?.observedPlacementGeneration === 1 && status.observedOverrideGeneration === 1;
      });
    }
  });

  it('lets it collect the status of services, and record versions', async () => {
    const { group, version, kind, plural } = federatedServiceStatusType;
    const statusType = { group, version, kind, pluralName: plural, scope: 'Namespaced' };
    await federation.change(federatedTypeConfigType, 'services', { spec: { statusType, statusCollection: 'Enabled' } });
    await scene.apply(service, 'web', { ...inClusters('bremen'), template: { spec: { type: 'LoadBalancer' } } });
    await expectSome(federatedServiceStatusType, 'a report', (text) => text.includes('bremen'));
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } };
    await scene.expectIn('bremen', service, 'web');
    const ref = { namespace: scene.namespace, name: 'web' };
    await federation.member('bremen').client.mergePatch(service.target, ref, { status }, { subresource: 'status' });
    await expectSome(federatedServiceStatusType, 'a report that follows', (text) => text.includes('192.0.2.9'));
    await expectSome(propagatedVersionType, 'a version', (text) => text.includes('"clusterVersions":[{'));
    await scene.apply(clusterRole, 'each', inClusters('bremen'));
    await expectSome(clusterPropagatedVersionType, 'a version', (text) => text.includes('"clusterVersions":[{'));
  });

  it('lets it divide replicas', async () => {
    await scene.apply(deployment, 'divided', { ...inClusters('bremen'), template: { spec: { replicas: 1 } } });
    const spec = { targetKind: deployment.federated.kind, totalReplicas: 4 };
    const preference = manifest(
      replicaSchedulingPreferenceType,
      { namespace: scene.namespace, name: 'divided' },
      { spec },
    );
    await federation.host.client.create(replicaSchedulingPreferenceType, preference);
    await scene.expectIn('bremen', deployment, 'divided', { spec: { replicas: 4 } });
  });

  it('lets it schedule', async () => {
    const ref = { namespace: scene.namespace, name: 'scheduled' };
    const target = { kind: deployment.federated.kind, name: 'scheduled' };
    const spec = { target, replicas: { divideBy: 'Weight', total: 5 } };
    await federation.host.client.create(schedulingPreferenceType, manifest(schedulingPreferenceType, ref, { spec }));
    await scene.apply(deployment, 'scheduled', inClusters('bremen'));
    await scene.expectIn('bremen', deployment, 'scheduled', { spec: { replicas: 5 } });
  });

  it('does not let it read Secrets elsewhere, nor write any', async () => {
    const secrets = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };
    await assert.rejects(asAccount.list(secrets, { namespace: 'kube-system' }), { status: 403 });
    const metadata = { namespace: systemNamespace, name: 'planted' };
    await assert.rejects(asAccount.create(secrets, { metadata }), { status: 403 });
  });

  describe('gives its account', () => {
    let requests: readonly AuditedRequest[];
    before(async () => {
      assert.equal(await controller.stop(), 0);
      requests = audit.read();
    });

    it('all the rights it needs', () => {
      const refused = requests.filter(({ status, resource }) => status === 403 && resource !== 'secrets');
      assert.deepEqual(refused, []);
    });

    for (const permission of permissionsOf(render(...settings))) {
      it(`the right to ${permission}, which it uses`, () => {
        const used = new Set(
          requests.filter(({ status }) => status !== 403).map(({ verb, resource }) => `${verb} ${resource}`),
        );
        // Where API servers cannot stream lists, or went back in time, what is watched is listed.
        assert.ok(
          used.has(permission) || used.has(permission.replace(/^list /, 'watch ')),
          [...used].toSorted().join('\n'),
        );
      });
    }
  });

  async function expectSome(type: ResourceType, what: string, holds: (text: string) => boolean): Promise<void> {
    await until({
      client: federation.host.client,
      type,
      what: `that there is ${what} in ${type.plural}`,
      show: (objects) => [...objects.values()],
      look: (objects) => (holds(JSON.stringify([...objects.values()])) ? true : undefined),
    });
  }
});

async function openPlace(name: string, flags: readonly string[] = []): Promise<Place> {
  const cluster = await startTestCluster({ flags });
  return { name, cluster, client: createKubeClient({ ...cluster.access, name }) };
}

async function requestToken(host: KubeClient): Promise<string> {
  const path = `/api/v1/namespaces/${systemNamespace}/serviceaccounts/${account}/token`;
  const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
  const answer = await host.request('POST', path, { body, contentType: 'application/json' });
  return (JSON.parse(answer.body.toString('utf8')) as { status: { token: string } }).status.token;
}
