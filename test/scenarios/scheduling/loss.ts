import { describe, it } from 'node:test';
import type { Federation } from '../federation.ts';
import { deployment, secret } from '../kinds.ts';
import { ScheduledWorkload } from './workload.ts';

/** What becomes of replicas in a cluster that is lost. */
export function describeLoss(federation: { readonly current: Federation }): void {
  describe('in a cluster that is lost', () => {
    it('go to the others when it stays away, and may come back with it', async () => {
      const { current } = federation;
      const scene = await current.scene();
      await scene.apply(deployment, 'web');
      const web = new ScheduledWorkload(current, scene, deployment);
      await web.prefer({ totalReplicas: 6, rebalance: true });
      await web.expectReplicas({ bremen: 2, danzig: 2, luebeck: 2 });
      await current.change(secret.target, 'luebeck', { stringData: { token: 'expired' } });
      await current.untilReady('luebeck', false);
      await web.expectReplicas({ bremen: 3, danzig: 3 });
      await scene.expectStatus(deployment, 'web', {
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'WaitingForRemoval' },
      });
      const { token } = current.member('luebeck').cluster;
      await current.change(secret.target, 'luebeck', { stringData: { token } });
      await web.expectReplicas({ bremen: 2, danzig: 2, luebeck: 2 });
      await scene.expectStatus(deployment, 'web', { clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' } });
    });
  });
}
