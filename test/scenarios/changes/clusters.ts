import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubeFedClusterType } from '../../../src/api/kubefed-cluster.ts';
import { managedLabel, systemNamespaceDefault } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { configMap, secret } from '../kinds.ts';
import { inClusters, manifest } from '../manifests.ts';

const managed = { metadata: { labels: { [managedLabel]: 'true' } } };

/** Clusters that come and go. All of it happens to luebeck, one after the other. */
export function describeClusters(federation: { readonly current: Federation }): void {
  describe('clusters', { concurrency: 1 }, () => {
    it('that leave keep what they have; when they come back it is taken up unchanged', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen', 'luebeck'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', luebeck: 'OK' },
      });
      const before = await scene.read('luebeck', configMap, 'settings');
      await federation.current.unjoin('luebeck');
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        message: /names clusters that are not joined: luebeck/,
        clusters: { bremen: 'OK' },
      });
      await federation.current.join(federation.current.member('luebeck'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', luebeck: 'OK' },
      });
      const after = await scene.read('luebeck', configMap, 'settings');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
    });

    it('that left hold up no deletion', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen', 'luebeck'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', luebeck: 'OK' },
      });
      await federation.current.unjoin('luebeck');
      await scene.remove(configMap, 'settings');
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
      await scene.expectIn('luebeck', configMap, 'settings', managed);
      await federation.current.join(federation.current.member('luebeck'));
      await scene.expectThat('luebeck', configMap, 'settings', "nobody's", ({ metadata }) => {
        return metadata.labels?.[managedLabel] === undefined;
      });
    });

    it('have strays, which lose the label and stay', async () => {
      const scene = await federation.current.scene();
      await scene.expectInNamespace('luebeck');
      await scene.make('luebeck', configMap, 'stray', managed);
      const stray = await scene.expectThat('luebeck', configMap, 'stray', "nobody's", ({ metadata }) => {
        return metadata.labels?.[managedLabel] === undefined;
      });
      assert.equal(stray.metadata.deletionTimestamp, undefined);
    });

    it('are worked on with the token their Secret has now', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('luebeck'));
      await scene.expectIn('luebeck', configMap, 'settings');
      await setToken(federation.current, 'luebeck', 'expired');
      const { status } = await federation.current.untilReady('luebeck', false);
      assert.match(status?.conditions[0]?.message ?? '', /401/);
      await scene.apply(configMap, 'settings', { template: { data: { colour: 'blue' } }, ...inClusters('luebeck') });
      await scene.expectStatus(configMap, 'settings', { clusters: { luebeck: 'ClusterNotReady' } });
      await setToken(federation.current, 'luebeck', federation.current.member('luebeck').cluster.token);
      await scene.expectIn('luebeck', configMap, 'settings', { data: { colour: 'blue' } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { luebeck: 'OK' } });
    });

    it('without a Secret are told what is missing, and worked on when it comes', async () => {
      const { host } = federation.current;
      const scene = await federation.current.scene();
      const place = federation.current.member('luebeck');
      await federation.current.unjoin('luebeck');
      await host.client.delete(secret.target, { namespace: systemNamespaceDefault, name: 'luebeck' });
      const spec = { apiEndpoint: place.cluster.server, secretRef: { name: 'luebeck' } };
      const ref = { namespace: systemNamespaceDefault, name: 'luebeck' };
      await host.client.create(kubeFedClusterType, manifest(kubeFedClusterType, ref, { spec }));
      const { status } = await federation.current.untilReady('luebeck', false);
      assert.equal(status?.conditions[0]?.reason, 'ClusterConfigMalformed');
      assert.match(status?.conditions[0]?.message ?? '', /Secret "luebeck" does not exist: join the cluster again/);
      await scene.apply(configMap, 'settings', inClusters('luebeck'));
      await scene.expectStatus(configMap, 'settings', {
        clusters: { luebeck: 'ClusterNotReady' },
        says: { luebeck: /Secret "luebeck" does not exist/ },
      });
      await federation.current.join(place);
      await scene.expectIn('luebeck', configMap, 'settings');
    });
  });
}

async function setToken(federation: Federation, cluster: string, token: string): Promise<void> {
  await federation.change(secret.target, cluster, { stringData: { token } });
}
