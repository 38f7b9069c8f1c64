import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../../src/api/kubefed-cluster.ts';
import { systemNamespaceDefault } from '../../../src/api/names.ts';
import { Informer } from '../../../src/kube/cache/informer.ts';
import { issueCertificate } from '../../../src/kube/testing/issue-certificate.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import { inClusters } from '../manifests.ts';

const isProbe = (path: string) => path === '/healthz';
const broken = { kind: 'answers', status: 500 } as const;

/** A cluster that is not there at all, by all that its health says. */
export function describeAbsence(federation: { readonly current: Federation }): void {
  describe('a cluster that fails altogether', () => {
    it('is left as it was, and catches up when it is back', async () => {
      const { current } = federation;
      const scene = await current.scene();
      await scene.apply(configMap, 'kept');
      await scene.apply(configMap, 'deselected');
      await scene.apply(configMap, 'deleted');
      for (const name of ['kept', 'deselected', 'deleted']) {
        await scene.expectStatus(configMap, name, { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
      }
      current.proxy('danzig').break(broken);
      const { status } = await current.untilReady('danzig', false);
      assert.match(status?.conditions[0]?.message ?? '', /500/);
      await scene.apply(configMap, 'kept', { template: { data: { colour: 'blue' } } });
      await scene.apply(configMap, 'made');
      await scene.apply(configMap, 'deselected', inClusters('bremen'));
      await scene.remove(configMap, 'deleted');
      await scene.expectIn('bremen', configMap, 'kept', { data: { colour: 'blue' } });
      for (const name of ['kept', 'made']) {
        await scene.expectStatus(configMap, name, {
          propagation: 'CheckClusters',
          clusters: { bremen: 'OK', danzig: 'ClusterNotReady' },
          says: { danzig: /cannot be worked on/ },
        });
      }
      await scene.expectStatus(configMap, 'deselected', { clusters: { bremen: 'OK', danzig: 'WaitingForRemoval' } });
      await scene.expectStatus(configMap, 'deleted', {
        clusters: { danzig: 'ClusterNotReady' },
        says: { danzig: /take the cluster out of spec\.placement or unjoin it/ },
      });
      await scene.expectAbsent('bremen', configMap, 'deleted');
      await scene.expectIn('danzig', configMap, 'deleted');
      current.proxy('danzig').mend();
      await current.untilReady('danzig');
      await scene.expectIn('danzig', configMap, 'kept', { data: { colour: 'blue' } });
      await scene.expectIn('danzig', configMap, 'made');
      await scene.expectAbsent('danzig', configMap, 'deselected');
      await scene.expectGone(configMap, 'deleted');
      await scene.expectAbsent('danzig', configMap, 'deleted');
      for (const name of ['kept', 'made']) {
        await scene.expectStatus(configMap, name, { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
      }
      await scene.expectStatus(configMap, 'deselected', { propagation: 'True', clusters: { bremen: 'OK' } });
    });

    it('holds up a deletion until it is deselected', async () => {
      const { current } = federation;
      const scene = await current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK' },
      });
      current.proxy('danzig').break({ kind: 'resets' });
      await current.untilReady('danzig', false);
      await scene.remove(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { clusters: { danzig: 'ClusterNotReady' } });
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectGone(configMap, 'settings');
      current.proxy('danzig').mend();
      await current.untilReady('danzig');
    });

    it('counts as failing only after as many probes as the threshold says', async () => {
      const { current } = federation;
      let failing = 0;
      const readiness = await watchReadiness(current, 'danzig');
      current.proxy('danzig').break(broken, (_, path) => isProbe(path) && failing-- > 0);
      // The first may have been under way, and was cut off.
      await current.proxy('danzig').seen(isProbe, 2);
      failing = 1;
      await current.proxy('danzig').seen(isProbe, 3);
      assert.deepEqual(readiness(), ['True']);
      failing = Number.POSITIVE_INFINITY;
      const { status } = await current.untilReady('danzig', false);
      assert.equal(status?.conditions[0]?.reason, 'ClusterNotReachable');
      current.proxy('danzig').mend();
      await current.untilReady('danzig');
    });

    it('by a certificate of another authority: it is told, and worked on when that is corrected', async () => {
      const { current } = federation;
      const scene = await current.scene();
      const stranger = issueCertificate({ name: 'stranger', hosts: ['127.0.0.1'] }).cert;
      await current.change(kubeFedClusterType, 'danzig', caBundle(stranger));
      const { status } = await current.untilReady('danzig', false);
      assert.match(status?.conditions[0]?.message ?? '', /cluster is not reachable: .*certificate/);
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'OK', danzig: 'ClusterNotReady' } });
      await current.change(kubeFedClusterType, 'danzig', caBundle(current.proxy('danzig').ca));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK' },
      });
    });
  });
}

function caBundle(pem: string): JsonObject {
  return { spec: { caBundle: Buffer.from(pem).toString('base64') } };
}

/** What a cluster's Ready condition says from now on, each change once; the result ends that. */
async function watchReadiness(federation: Federation, name: string): Promise<() => string[]> {
  const said: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch = new Informer<KubeFedCluster>({
    client: federation.host.client,
    type: kubeFedClusterType,
    clock: systemClock,
    random: Math.random,
    namespace: systemNamespaceDefault,
    synced: resolve,
    changed(_key, cluster) {
      if (cluster?.metadata.name !== name) return;
      const ready = cluster.status?.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
      if (said.at(-1) !== ready) said.push(ready);
    },
  });
  watch.start();
  await promise;
  return () => {
    watch.stop();
    return said;
  };
}
