import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { customResourceDefinitionType } from '../../../src/api/crd.ts';
import { federatedCrd } from '../../../src/api/federated-crd.ts';
import { defaultPlace, typeConfigFor } from '../../../src/api/federated-type.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../../src/api/federated-type-config.ts';
import { qualifiedPlural, refOf, type ResourceType } from '../../../src/api/meta.ts';
import { systemNamespaceDefault, typeConfigFinalizer } from '../../../src/api/names.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { Federation } from '../federation.ts';
import { configMap, kindOf, secret, serviceAccount } from '../kinds.ts';
import { inClusters } from '../manifests.ts';
import { until } from '../until.ts';

const ship: ResourceType = { group: 'sea.test', version: 'v1', plural: 'ships', kind: 'Ship', namespaced: true };
const ships = kindOf(ship);

/** Types that are enabled, disabled, or missing in some cluster. */
export function describeTypes(federation: { readonly current: Federation }): void {
  describe('types', () => {
    it('enabled at run time are propagated; a cluster that lacks one is told apart until it has it', async () => {
      const { host, members } = federation.current;
      const scene = await federation.current.scene();
      await installShips(federation.current, ['host', 'bremen']);
      await scene.apply(ships, 'cog', { template: { spec: { mast: 1 } }, ...inClusters('bremen', 'danzig') });
      await scene.expectIn('bremen', ships, 'cog', { spec: { mast: 1 } });
      await scene.expectStatus(ships, 'cog', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'OK', danzig: 'CachedRetrievalFailed' },
        says: { danzig: /danzig does not serve ships\.sea\.test \(v1\): install its CustomResourceDefinition there/ },
      });
      await scene.apply(ships, 'hulk', { template: { spec: { mast: 1 } }, ...inClusters('bremen', 'danzig') });
      await scene.expectIn('bremen', ships, 'hulk');
      await scene.remove(ships, 'hulk');
      await scene.expectGone(ships, 'hulk');
      await scene.expectAbsent('bremen', ships, 'hulk');
      await install(members.get('danzig')!.client);
      await scene.expectIn('danzig', ships, 'cog', { spec: { mast: 1 } });
      await scene.expectStatus(ships, 'cog', { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
      await host.client.delete(federatedTypeConfigType, refIn('ships.sea.test'));
    });

    it('that are disabled rest, and go on when they are enabled', async () => {
      const scene = await federation.current.scene();
      await scene.apply(secret, 'key', inClusters('bremen'));
      await scene.expectIn('bremen', secret, 'key');
      await scene.expectStatus(secret, 'key', { propagation: 'True' });
      await federation.current.change(federatedTypeConfigType, 'secrets', { spec: { propagation: 'Disabled' } });
      await expectTypeStatus(federation.current.host.client, 'secrets', 'NotRunning');
      const before = await scene.read('bremen', secret, 'key');
      await scene.apply(secret, 'key', { template: { stringData: { colour: 'blue' } }, ...inClusters('bremen') });
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
      const after = await scene.read('bremen', secret, 'key');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
      await federation.current.change(federatedTypeConfigType, 'secrets', { spec: { propagation: 'Enabled' } });
      await expectTypeStatus(federation.current.host.client, 'secrets', 'Running');
      const blue = Buffer.from('blue').toString('base64');
      await scene.expectIn('bremen', secret, 'key', { data: { colour: blue } });
    });

    it('that are taken away leave everything where it is', async () => {
      const { client } = federation.current.host;
      const scene = await federation.current.scene();
      await scene.apply(serviceAccount, 'sailor', inClusters('bremen'));
      const before = await scene.expectIn('bremen', serviceAccount, 'sailor');
      await scene.expectStatus(serviceAccount, 'sailor', { propagation: 'True' });
      const config = await client.get<FederatedTypeConfig>(federatedTypeConfigType, refIn('serviceaccounts'));
      assert.deepEqual(config.metadata.finalizers, [typeConfigFinalizer]);
      await client.delete(federatedTypeConfigType, refIn('serviceaccounts'));
      await until({
        client,
        type: federatedTypeConfigType,
        namespace: systemNamespaceDefault,
        what: 'that FederatedTypeConfig serviceaccounts is gone',
        look: (configs) => (configs.get(`${systemNamespaceDefault}/serviceaccounts`) ? undefined : true),
      });
      const after = await scene.read('bremen', serviceAccount, 'sailor');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
    });
  });
}

/** Enables ships, whose type only some clusters have. */
async function installShips(federation: Federation, where: readonly string[]): Promise<void> {
  const { host } = federation;
  for (const name of where) await install(name === 'host' ? host.client : federation.member(name).client);
  const crd = federatedCrd({
    target: ship,
    ...defaultPlace,
    shortNames: [],
    hasTemplateSchema: true,
    hasReplicas: false,
  });
  await host.client.apply(customResourceDefinitionType, refOf(crd), crd, { force: true });
  await untilServed(host.client, ships.federated);
  const config = typeConfigFor(ship, defaultPlace);
  await host.client.apply(federatedTypeConfigType, refIn(config.metadata.name), config, { force: true });
}

async function install(client: KubeClient): Promise<void> {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const name = qualifiedPlural(ship);
  const names = { plural: 'ships', singular: 'ship', kind: 'Ship', listKind: 'ShipList' };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { group: 'sea.test', scope: 'Namespaced', names, versions: [version] },
  };
  await client.apply(customResourceDefinitionType, { namespace: '', name }, crd, { force: true });
}

/** Resolves when objects of the type can be listed and watched. */
async function untilServed(client: KubeClient, type: ResourceType): Promise<void> {
  await until({ client, type, what: `that ${qualifiedPlural(type)} is served`, look: () => true });
}

async function expectTypeStatus(client: KubeClient, name: string, wanted: 'Running' | 'NotRunning'): Promise<void> {
  await until<FederatedTypeConfig, true>({
    client,
    type: federatedTypeConfigType,
    namespace: systemNamespaceDefault,
    what: `that FederatedTypeConfig ${name} is ${wanted}`,
    show: (configs) => configs.get(`${systemNamespaceDefault}/${name}`)?.status,
    look: (configs) => {
      const config = configs.get(`${systemNamespaceDefault}/${name}`);
      const isSeen = config?.status?.observedGeneration === config?.metadata.generation;
      return isSeen && config?.status?.propagationController === wanted ? true : undefined;
    },
  });
}

function refIn(name: string) {
  return { namespace: systemNamespaceDefault, name };
}
