import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Federation } from '../federation.ts';
import { clusterRole, configMap } from '../kinds.ts';
import { inClusters } from '../manifests.ts';
import { Model } from '../model.ts';

const isOfNamespaces = (path: string) => path.startsWith('/apis/types.kubefed.io/v1beta1/federatednamespaces');
const isOfConfigMaps = (path: string) => path.startsWith('/api/v1/configmaps');
const broken = { kind: 'answers', status: 500 } as const;
const settled = { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } } as const;

/** Errors and gaps, which never mean that something should go. */
export function describeUncertainty(federation: { readonly current: Federation }): void {
  describe('nothing is deleted for want of certainty', () => {
    it('while the host is away; members are kept true to what it said last', async () => {
      const { current } = federation;
      const scene = await current.scene();
      const model = new Model(current, scene);
      for (const name of ['a', 'b']) await model.wish(name, { clusters: ['bremen', 'danzig'], colour: 'red' });
      await model.expectStatuses();
      const unaskedRemovals = model.watchRemovals();
      current.proxy('host').break({ kind: 'resets' });
      for (const member of ['bremen', 'danzig']) {
        await scene.edit(member, configMap, 'a', { data: { colour: 'of somebody' } });
        await model.expectIn(member);
      }
      await model.wish('a', { clusters: ['bremen', 'danzig'], colour: 'blue' });
      await model.wish('b', { clusters: ['bremen'], colour: 'red' });
      assert.deepEqual(unaskedRemovals(), []);
      current.proxy('host').mend();
      for (const member of ['bremen', 'danzig']) await model.expectIn(member);
      await model.expectStatuses();
    });

    it('before the FederatedNamespaces are read; meanwhile what needs none goes on', async () => {
      const { current } = federation;
      const scene = await current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', settled);
      const before = await scene.read('danzig', configMap, 'settings');
      await current.stopManager();
      current.proxy('host').break(broken, (_, path) => isOfNamespaces(path));
      await current.startManager();
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.apply(clusterRole, 'sailor');
      await scene.expectIn('danzig', clusterRole, 'sailor');
      await current.proxy('host').seen(isOfNamespaces, 2);
      const meanwhile = await scene.read('danzig', configMap, 'settings');
      assert.equal(meanwhile.metadata.resourceVersion, before.metadata.resourceVersion);
      current.proxy('host').mend();
      await scene.expectAbsent('danzig', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
    });

    it('in a member before what it has is read', async () => {
      const { current } = federation;
      const scene = await current.scene();
      for (const name of ['deselected', 'deleted']) {
        await scene.apply(configMap, name);
        await scene.expectStatus(configMap, name, settled);
      }
      const before = await scene.read('danzig', configMap, 'deleted');
      await current.stopManager();
      current.proxy('danzig').break(broken, (_, path) => isOfConfigMaps(path));
      await current.startManager();
      await scene.apply(configMap, 'deselected', inClusters('bremen'));
      await scene.remove(configMap, 'deleted');
      await scene.expectAbsent('bremen', configMap, 'deleted');
      await scene.expectStatus(configMap, 'deselected', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'OK', danzig: 'CachedRetrievalFailed' },
        says: { danzig: /500/ },
      });
      await scene.expectStatus(configMap, 'deleted', { clusters: { danzig: 'CachedRetrievalFailed' } });
      const meanwhile = await scene.read('danzig', configMap, 'deleted');
      assert.equal(meanwhile.metadata.resourceVersion, before.metadata.resourceVersion);
      await scene.expectIn('danzig', configMap, 'deselected');
      current.proxy('danzig').mend();
      await scene.expectGone(configMap, 'deleted');
      for (const name of ['deselected', 'deleted']) await scene.expectAbsent('danzig', configMap, name);
      await scene.expectStatus(configMap, 'deselected', { propagation: 'True', clusters: { bremen: 'OK' } });
    });

    it('and what cannot be written on the host is told by events', async () => {
      const { current } = federation;
      const scene = await current.scene();
      const writes = /federatedconfigmaps\/[a-z]+(\/status)?\?/;
      current.proxy('host').break(broken, (method, path) => method === 'PATCH' && writes.test(path));
      await scene.apply(configMap, 'settings');
      await scene.expectEvent('settings', 'EnsureFinalizerError', /out of order/);
      current.proxy('host').break(broken, (method, path) => method === 'PATCH' && writes.exec(path)?.[1] === '/status');
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.expectEvent('settings', 'UpdateStatusError', /the status cannot be written: out of order/);
      current.proxy('host').mend();
      await scene.expectStatus(configMap, 'settings', settled);
      current.proxy('host').break(broken, (method, path) => method === 'PATCH' && writes.test(path));
      await scene.remove(configMap, 'settings');
      await scene.expectEvent('settings', 'RemoveFinalizerError', /out of order/);
      await scene.expectAbsent('danzig', configMap, 'settings');
      current.proxy('host').mend();
      await scene.expectGone(configMap, 'settings');
    });
  });
}
