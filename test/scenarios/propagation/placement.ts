import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubeFedClusterType } from '../../../src/api/kubefed-cluster.ts';
import type { Federation } from '../federation.ts';
import { configMap, namespace } from '../kinds.ts';
import { inClusters } from '../manifests.ts';

const baltic = { placement: { clusterSelector: { matchLabels: { sea: 'baltic' } } } };

/** Where objects go. */
export function describePlacement(federation: { readonly current: Federation }): void {
  describe('placement', () => {
    it('puts an object into the clusters that are named, and no other', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen', 'luebeck'));
      await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red' } });
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', luebeck: 'OK' },
      });
      await scene.expectAbsent('danzig', configMap, 'settings');
    });

    it('puts an object into the clusters whose labels match', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', baltic);
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { danzig: 'OK', luebeck: 'OK' },
      });
      await scene.expectIn('luebeck', configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
    });

    it('heeds names and not the selector when there are both', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { placement: { clusters: [{ name: 'bremen' }], ...baltic.placement } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
    });

    it('takes an empty list for none, and everywhere it was it goes', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('danzig', configMap, 'settings');
      await scene.apply(configMap, 'settings', { placement: { clusters: [] } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: {} });
      for (const member of federation.current.members.keys()) {
        await scene.expectAbsent(member, configMap, 'settings');
      }
    });

    it('takes neither list nor selector for none', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { placement: null });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: {} });
    });

    it('says which named clusters are not joined', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen', 'visby', 'bergen'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        message: /names clusters that are not joined: bergen, visby/,
        clusters: { bremen: 'OK' },
      });
    });

    it('moves objects when the labels of a cluster change', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { placement: { clusterSelector: { matchLabels: { moved: 'yes' } } } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: {} });
      await label(federation.current, 'bremen', { moved: 'yes' });
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
      await label(federation.current, 'bremen', { moved: null });
      await scene.expectAbsent('bremen', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: {} });
    });

    it('goes no further than the namespace does', async () => {
      const scene = await federation.current.scene({ clusters: [{ name: 'bremen' }, { name: 'danzig' }] });
      await scene.apply(configMap, 'settings', inClusters('danzig', 'luebeck'));
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { danzig: 'OK' } });
      await scene.federateNamespace(inClusters('bremen', 'luebeck'));
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { luebeck: 'OK' } });
      await scene.expectIn('luebeck', configMap, 'settings');
    });

    it('says when the namespace is not federated, and goes on when it is', async () => {
      const scene = await federation.current.scene('not federated');
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'NamespaceNotFederated',
        message: /create one/,
        clusters: {},
      });
      await scene.federateNamespace();
      await scene.expectIn('danzig', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' },
      });
    });

    it('touches nothing for a selector that means nothing, and goes on when it is corrected', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      const before = await scene.expectIn('bremen', configMap, 'settings');
      const requirement = { key: 'sea', operator: 'Near' };
      await scene.apply(configMap, 'settings', {
        template: { data: { colour: 'blue' } },
        placement: { clusterSelector: { matchExpressions: [requirement] } },
      });
      await scene.expectStatus(configMap, 'settings', { propagation: 'ComputePlacementFailed', message: /Near/ });
      const after = await scene.read('bremen', configMap, 'settings');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
      await scene.apply(configMap, 'settings', { template: { data: { colour: 'blue' } }, ...inClusters('danzig') });
      await scene.expectIn('danzig', configMap, 'settings', { data: { colour: 'blue' } });
      await scene.expectAbsent('bremen', configMap, 'settings');
    });

    it('touches nothing in a namespace whose own selector means nothing', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      const before = await scene.expectIn('bremen', configMap, 'settings');
      await scene.federateNamespace({ placement: { clusterSelector: { matchLabels: { 'no key': 'x' } } } });
      for (const [kind, name] of [[configMap, 'settings'] as const, [namespace, scene.namespace] as const]) {
        await scene.expectStatus(kind, name, { propagation: 'ComputePlacementFailed', message: /no key/ });
      }
      const after = await scene.read('bremen', configMap, 'settings');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
      await scene.federateNamespace(inClusters('bremen'));
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
    });
  });
}

async function label(federation: Federation, name: string, labels: Record<string, string | null>): Promise<void> {
  await federation.change(kubeFedClusterType, name, { metadata: { labels } });
}
