import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FederatedObject } from '../../src/api/federated-object.ts';
import { defaultPlace, federatedTypeOf, splitTypesOf } from '../../src/api/federated-type.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import { namespaces, roles } from '../../src/cli/built-in-types.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { writtenIn } from './contents.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const services = { ...configMaps, plural: 'services', kind: 'Service' };
const namespace = 'shop';

let host: LabCluster;
let client: KubeClient;

before(async () => {
  host = await startTestCluster();
  client = createKubeClient(host.access);
  succeeded(await hansa('init --with-default-types'));
  await client.create(namespaces, { metadata: { name: namespace, labels: { team: 'pilots' } } });
  await create(configMaps, 'prices', { data: { tea: '3' } });
  await create(configMaps, 'kube-root-ca.crt', { data: {} });
  await create(services, 'web', { spec: { type: 'NodePort', ports: [{ port: 80 }] } });
  await create(roles, 'reader', { rules: [] });
  await create(roles, 'system:reader', { rules: [] });
});
after(() => client.close());

async function create(type: ResourceType, name: string, content: object): Promise<void> {
  await client.create(type, { metadata: { name, namespace }, ...content });
}

async function hansa(line: string, input = ''): Promise<Finished> {
  const finished = withNames(await runHansa(line, { clusters: [host], input }), { HOST: host });
  // Told only of what takes long.
  return { ...finished, stderr: finished.stderr.replaceAll(/^\w[^:\n]* \.\.\.\n/gm, '') };
}

function federated(type: ResourceType, name: string): Promise<FederatedObject> {
  return client.get<FederatedObject>(federatedTypeOf(type, defaultPlace), { namespace, name });
}

function orphaning(verb: string): Promise<Finished> {
  return hansa(`orphaning-deletion ${verb} configmaps prices -n shop`);
}

function writtenBy(act: () => Promise<void>): Promise<string[]> {
  return writtenIn([client], act);
}

describe('hansa federate', () => {
  it('makes a federated object for every cluster, and says what is next', async () => {
    assert.deepEqual(await hansa('federate cm prices -n shop'), {
      code: 0,
      stdout:
        'federatedconfigmap.types.kubefed.io/prices created\n' +
        '"hansa status configmaps prices -n shop" shows what becomes of it.\n',
      stderr:
        'warning: namespace shop is not federated, so that nothing in it goes to any cluster yet\n' +
        'hint: "hansa federate namespaces shop" federates it\n',
    });
    const { spec } = await federated(configMaps, 'prices');
    assert.deepEqual(spec, {
      template: { data: { tea: '3' } },
      placement: { clusterSelector: { matchLabels: {} } },
    });
  });

  it('refuses what is not there, and what is not federated', async () => {
    const missing = await hansa('federate cm nothing -n shop');
    assert.deepEqual([missing.code, missing.stdout], [1, '']);
    assert.match(missing.stderr, /^error: HOST: there is no ConfigMap "nothing" in namespace shop\nhint: /);
    const contents = await hansa('federate cm prices -n shop --contents');
    assert.deepEqual(
      [contents.code, contents.stderr],
      [2, "error: Flag '--contents' can only be used with type 'namespaces'.\n"],
    );
    const written = await writtenBy(async () => {
      const { code, stderr } = await hansa('federate namespaces shop --contents');
      assert.equal(code, 1);
      assert.equal(
        stderr,
        'error: not federated: roles.rbac.authorization.k8s.io\n' +
          'hint: --enable-type enables what is missing, --skip-api-resources roles.rbac.authorization.k8s.io leaves out; "hansa types" lists the types that are federated\n',
      );
    });
    assert.deepEqual(written, []);
  });

  it('writes nothing with --dry-run or -o', async () => {
    const written = await writtenBy(async () => {
      const { code, stdout } = await hansa('federate namespaces shop -c --enable-type --dry-run');
      assert.equal(code, 0);
      assert.match(stdout, /^federatedrole\.types\.kubefed\.io\/reader created \(dry run\)$/m);
      const printed = await hansa('federate namespaces shop -c -s roles,services -o json');
      const { items } = JSON.parse(printed.stdout) as { items: KubeObject[] };
      assert.deepEqual(
        items.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]),
        [
          ['FederatedNamespace', 'shop', 'shop'],
          ['FederatedConfigMap', 'shop', 'prices'],
        ],
      );
    });
    assert.deepEqual(written, []);
  });

  it('federates a namespace with what is in it', async () => {
    assert.deepEqual(await hansa('federate namespaces shop --contents --enable-type'), {
      code: 0,
      stdout:
        'federatednamespace.types.kubefed.io/shop created\n' +
        'federatedconfigmap.types.kubefed.io/prices unchanged\n' +
        'customresourcedefinition.apiextensions.k8s.io/federatedroles.types.kubefed.io created\n' +
        'federatedtypeconfig.core.kubefed.io/roles.rbac.authorization.k8s.io created in namespace kube-federation-system\n' +
        'federatedrole.types.kubefed.io/reader created\n' +
        'federatedservice.types.kubefed.io/web created\n' +
        '"hansa status -n shop" shows what becomes of all 4.\n',
      stderr:
        'warning: left out of configmaps: kube-root-ca.crt (every cluster makes its own)\n' +
        'warning: left out of roles.rbac.authorization.k8s.io: system:reader (its name is not a DNS-1123 subdomain)\n' +
        'warning: FederatedConfigMap shop/prices is there already, and stays as it is\n' +
        'hint: "hansa status configmaps prices -n shop" shows what became of it\n',
    });
    const template = (await federated(services, 'web')).spec?.template as { spec: Record<string, unknown> };
    assert.deepEqual(template.spec['ports'], [{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    assert.equal(template.spec['clusterIP'], undefined);
    assert.deepEqual((await federated(namespaces, 'shop')).spec?.template?.['metadata'], {
      labels: { 'kubernetes.io/metadata.name': 'shop', team: 'pilots' },
    });
  });

  it('makes objects of their own of placements, where the type has split types', async () => {
    const whole = await hansa('federate cm prices -n shop --split');
    assert.equal(whole.code, 1);
    assert.match(
      whole.stderr,
      /^error: no split types: configmaps\nhint: "hansa enable configmaps --split" adds them/m,
    );
    succeeded(await hansa('enable cm --split'));
    await create(configMaps, 'fees', { data: { toll: '1' } });
    assert.equal(
      (await hansa('federate cm fees -n shop --split --dry-run')).stdout,
      'federatedconfigmapplacement.types.kubefed.io/fees created (dry run)\n' +
        'federatedconfigmap.types.kubefed.io/fees created (dry run)\n',
    );
    const { stdout } = await hansa('federate cm fees -n shop --split');
    assert.equal(
      stdout,
      'federatedconfigmapplacement.types.kubefed.io/fees created\n' +
        'federatedconfigmap.types.kubefed.io/fees created\n' +
        '"hansa status configmaps fees -n shop" shows what becomes of it.\n',
    );
    assert.deepEqual((await federated(configMaps, 'fees')).spec, { template: { data: { toll: '1' } } });
    const { placement } = splitTypesOf(configMaps, defaultPlace);
    const { spec } = await client.get<KubeObject & { spec: object }>(placement, { namespace, name: 'fees' });
    assert.deepEqual(spec, { placement: { clusterSelector: { matchLabels: {} } } });
    const again = await hansa('federate cm prices -n shop --split');
    assert.match(again.stderr, /^warning: FederatedConfigMap shop\/prices is there already, and stays as it is$/m);
    await assert.rejects(client.get(placement, { namespace, name: 'prices' }), { status: 404 });
  });

  it('converts manifests into what can be applied', async () => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: fares, namespace: shop }\ndata: { a: b }\n';
    const { code, stdout } = await hansa('federate -f - -o json', manifest);
    assert.equal(code, 0);
    const object = JSON.parse(stdout) as FederatedObject;
    const { spec } = await client.create<FederatedObject>(federatedTypeOf(configMaps, defaultPlace), object);
    assert.deepEqual(spec?.template, { data: { a: 'b' } });
  });
});

describe('hansa orphaning-deletion', () => {
  const stays = 'what FederatedConfigMap shop/prices has in the clusters stays when it is deleted';
  const goes = 'what FederatedConfigMap shop/prices has in the clusters is deleted with it';

  it('says whether what is in the clusters outlives the object, and changes it', async () => {
    const next = '"kubectl -n shop delete federatedconfigmaps prices" lets go of it.';
    const story: [string, string][] = [
      ['status', `Disabled: ${goes}\n`],
      ['enable', `${stays}\n${next}\n`],
      ['enable', `${stays}, as before\n${next}\n`],
      ['status', `Enabled: ${stays}\n`],
      ['disable', `${goes}\n`],
      ['disable', `${goes}, as before\n`],
    ];
    for (const [verb, stdout] of story) assert.deepEqual(await orphaning(verb), { code: 0, stdout, stderr: '' }, verb);
    assert.equal((await federated(configMaps, 'prices')).metadata.annotations, undefined);
  });

  it('changes nothing with --dry-run', async () => {
    const written = await writtenBy(async () => {
      const { stdout } = await orphaning('enable --dry-run');
      assert.match(stdout, /^what .* stays when it is deleted \(dry run\)$/m);
    });
    assert.deepEqual(written, []);
  });

  it('says so when there is no such object', async () => {
    const { code, stderr } = await hansa('orphaning status configmaps none -n shop');
    assert.equal(code, 1);
    assert.match(stderr, /^error: HOST: there is no FederatedConfigMap "shop\/none"\nhint: /);
  });
});
