import { describe, it } from 'node:test';
import type { Federation } from '../federation.ts';
import { deployment, replicaSet, type FederatedKind } from '../kinds.ts';
import { overriding } from '../manifests.ts';
import { ScheduledWorkload } from './workload.ts';

/** How replicas are divided among clusters that are all ready. */
export function describeDivision(federation: { readonly current: Federation }): void {
  const open = async (kind: FederatedKind, change = {}) => {
    const scene = await federation.current.scene();
    await scene.apply(kind, 'web', change);
    return new ScheduledWorkload(federation.current, scene, kind);
  };

  describe('that a preference divides', { concurrency: 4 }, () => {
    it('go by weight, minimum and maximum, beside other overrides', async () => {
      const paused = { path: '/spec/paused', value: true };
      const web = await open(deployment, overriding('danzig', paused));
      const clusters = {
        bremen: { weight: 1, minReplicas: 2 },
        danzig: { weight: 2 },
        luebeck: { weight: 1, maxReplicas: 1 },
      };
      await web.prefer({ totalReplicas: 10, clusters });
      await web.expectReplicas({ bremen: 4, danzig: 5, luebeck: 1 });
      await web.scene.expectStatus(deployment, 'web', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' },
      });
      await web.scene.expectIn('danzig', deployment, 'web', { spec: { paused: true, replicas: 5 } });
    });

    it('go where the clusterSelector says when told to', async () => {
      const web = await open(replicaSet, { placement: { clusterSelector: { matchLabels: { sea: 'baltic' } } } });
      await web.prefer({ totalReplicas: 4, intersectWithClusterSelector: true });
      await web.expectReplicas({ danzig: 2, luebeck: 2 });
      await web.scene.expectStatus(replicaSet, 'web', { clusters: { danzig: 'OK', luebeck: 'OK' } });
      await web.scene.expectAbsent('bremen', replicaSet, 'web');
    });

    it('stay where they run, unless they may be moved', async () => {
      const web = await open(deployment);
      await web.prefer({ totalReplicas: 6, clusters: { bremen: { weight: 1 } } });
      await web.expectReplicas({ bremen: 6, danzig: 0, luebeck: 0 });
      await web.run('bremen', 6);
      await web.prefer({ totalReplicas: 10 });
      await web.expectReplicas({ bremen: 6, danzig: 2, luebeck: 2 });
      await web.prefer({ totalReplicas: 9, rebalance: true });
      await web.expectReplicas({ bremen: 3, danzig: 3, luebeck: 3 });
    });

    it('go elsewhere when a cluster finds no room for them', async () => {
      const web = await open(deployment);
      await web.prefer({ totalReplicas: 6 });
      await web.expectReplicas({ bremen: 2, danzig: 2, luebeck: 2 });
      await web.findNoRoom('bremen', 2);
      await web.expectReplicas({ bremen: 0, danzig: 3, luebeck: 3 });
      for (const member of ['danzig', 'luebeck']) await web.run(member, 3);
    });
  });

  it('come to rest', { timeout: 30_000 }, () => federation.current.untilIdle());
}
