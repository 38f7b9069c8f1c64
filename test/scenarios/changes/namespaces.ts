import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../src/base/json.ts';
import type { FederatedObject } from '../../../src/api/federated-object.ts';
import { managedLabel } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { configMap, namespace } from '../kinds.ts';
import { inClusters, manifest, specOf } from '../manifests.ts';

/** Namespaces, which hold everything else. */
export function describeNamespaces(federation: { readonly current: Federation }): void {
  describe('namespaces', () => {
    it('are made from the template of their FederatedNamespace', async () => {
      const scene = await federation.current.scene('not federated');
      await scene.federateNamespace({ template: { metadata: { labels: { team: 'shop' } } }, ...inClusters('bremen') });
      await scene.expectIn('bremen', namespace, scene.namespace, {
        metadata: { labels: { team: 'shop', [managedLabel]: 'true' } },
      });
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True', clusters: { bremen: 'OK' } });
      await scene.expectAbsent('danzig', namespace, scene.namespace);
    });

    it('go where they are deselected, and their end is waited for', async () => {
      const scene = await federation.current.scene(inClusters('bremen', 'danzig')['placement'] as JsonObject);
      await scene.expectStatus(namespace, scene.namespace, { clusters: { bremen: 'OK', danzig: 'OK' } });
      await scene.federateNamespace(inClusters('danzig'));
      await scene.expectStatus(namespace, scene.namespace, {
        propagation: 'CheckClusters',
        clusters: { bremen: 'WaitingForRemoval', danzig: 'OK' },
      });
      await scene.finishNamespace('bremen');
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True', clusters: { danzig: 'OK' } });
    });

    it('of the system are never propagated', async () => {
      const { host, members } = federation.current;
      const ref = { namespace: 'kube-public', name: 'kube-public' };
      await host.client.create(namespace.federated, manifest(namespace.federated, ref, { spec: specOf(namespace) }));
      const scene = await federation.current.scene();
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True' });
      const ignored = await host.client.get<FederatedObject>(namespace.federated, ref);
      assert.equal(ignored.metadata.finalizers, undefined);
      assert.equal(ignored.status, undefined);
      for (const { client } of members.values()) {
        const live = await client.get(namespace.target, { namespace: '', name: 'kube-public' });
        assert.equal(live.metadata.labels?.[managedLabel], undefined);
      }
    });

    it('must have the name of the namespace they are declared in', async () => {
      const [scene, other] = await Promise.all([federation.current.scene(), federation.current.scene()]);
      const before = await scene.expectIn('bremen', namespace, scene.namespace);
      const misplaced = { namespace: other.namespace, name: scene.namespace };
      const { client } = federation.current.host;
      await client.create(
        namespace.federated,
        manifest(namespace.federated, misplaced, { spec: specOf(namespace, inClusters()) }),
      );
      await other.expectEvent(scene.namespace, 'InvalidName', /must match the name of its containing namespace/);
      await client.delete(namespace.federated, misplaced);
      await other.federateNamespace(inClusters('danzig'));
      await other.expectStatus(namespace, other.namespace, {
        clusters: { bremen: 'WaitingForRemoval', danzig: 'OK' },
      });
      const after = await scene.read('bremen', namespace, scene.namespace);
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
    });

    it('of the host stay when the host is a member, and only lose the label', async () => {
      const scene = await federation.current.scene(inClusters('hub', 'bremen')['placement'] as JsonObject);
      await scene.expectIn('hub', namespace, scene.namespace, { metadata: { labels: { [managedLabel]: 'true' } } });
      await scene.expectStatus(namespace, scene.namespace, {
        propagation: 'True',
        clusters: { bremen: 'OK', hub: 'OK' },
      });
      await scene.federateNamespace(inClusters('bremen'));
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True', clusters: { bremen: 'OK' } });
      await expectReleased(scene);
      await scene.federateNamespace(inClusters('hub', 'bremen'));
      await scene.expectIn('hub', namespace, scene.namespace, { metadata: { labels: { [managedLabel]: 'true' } } });
      await scene.remove(namespace, scene.namespace);
      await scene.expectStatus(namespace, scene.namespace, { clusters: { bremen: 'WaitingForRemoval' } });
      await scene.finishNamespace('bremen');
      await scene.expectGone(namespace, scene.namespace);
      await expectReleased(scene);
    });

    it('that come back while they are going are filled again', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('danzig'));
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { danzig: 'OK' } });
      const { metadata } = await scene.read('danzig', namespace, scene.namespace);
      await scene.federateNamespace(inClusters('bremen'));
      await scene.expectThat('danzig', namespace, scene.namespace, 'going', (live) => {
        return live.metadata.deletionTimestamp !== undefined;
      });
      await scene.federateNamespace(inClusters('danzig'));
      await scene.expectThat('danzig', namespace, scene.namespace, 'another', (live) => {
        return live.metadata.uid !== metadata.uid && live.metadata.deletionTimestamp === undefined;
      });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { danzig: 'OK' } });
      await scene.expectIn('danzig', configMap, 'settings');
    });

    it('take everything along when they are deleted on the host', async () => {
      const { host } = federation.current;
      const scene = await federation.current.scene(inClusters('danzig')['placement'] as JsonObject);
      for (const name of ['a', 'b', 'c']) await scene.apply(configMap, name);
      await scene.expectStatus(configMap, 'c', { propagation: 'True', clusters: { danzig: 'OK' } });
      await host.client.delete(namespace.target, { namespace: '', name: scene.namespace });
      await scene.expectAbsent('danzig', namespace, scene.namespace);
      for (const name of ['a', 'b', 'c']) await scene.expectGone(configMap, name);
      await scene.expectGone(namespace, scene.namespace);
    });

    it('made together with what they hold are filled at once', async () => {
      const scene = await federation.current.scene('not federated');
      const names = Array.from({ length: 20 }, (_, index) => `settings-${index}`);
      const begun = performance.now();
      await Promise.all([scene.federateNamespace(), ...names.map((name) => scene.apply(configMap, name))]);
      for (const name of names) {
        await scene.expectStatus(configMap, name, {
          propagation: 'True',
          clusters: { bremen: 'OK', danzig: 'OK', hub: 'OK', luebeck: 'OK' },
        });
      }
      const taken = performance.now() - begun;
      assert.ok(taken < 20_000, `it took ${Math.round(taken)} ms`);
    });
  });
}

async function expectReleased(scene: Awaited<ReturnType<Federation['scene']>>): Promise<void> {
  const { metadata } = await scene.expectThat('hub', namespace, scene.namespace, "nobody's", (live) => {
    return live.metadata.labels?.[managedLabel] === undefined;
  });
  assert.equal(metadata.deletionTimestamp, undefined);
}
