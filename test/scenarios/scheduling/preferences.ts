import { after, describe, it } from 'node:test';
import type { JsonObject } from '../../../src/base/json.ts';
import { kubeFedClusterType } from '../../../src/api/kubefed-cluster.ts';
import type { Federation } from '../federation.ts';
import { deployment, secret } from '../kinds.ts';
import { Lawgiver } from '../propagation/lawgiver.ts';
import { Chronicle } from './chronicle.ts';
import { addNode } from './add-node.ts';
import { PreferredWorkload } from './preferred-workload.ts';

const byWeight = { divideBy: 'Weight', total: 6 };

/** What SchedulingPreferences decide while clusters change, told in a file beside this one. */
export function describePreferences(federation: { readonly current: Federation }): void {
  describe('that a SchedulingPreference decides about', () => {
    const chronicle = new Chronicle(new URL('preferences.golden.txt', import.meta.url));
    after(() => chronicle.check());
    it('are spread over regions', async () => {
      const web = await openWorkload(federation.current, { clusters: overSeas(2), replicas: byWeight });
      chronicle.add('6 replicas, over two seas', await web.expectDecided('bremen 3, danzig 2, luebeck 1'));
      await web.prefer({ clusters: overSeas(3), replicas: { ...byWeight, total: 9 } });
      const kept = 'bremen 3, danzig 2, luebeck 1 | 3 short | Unschedulable';
      chronicle.add('9 replicas, over three seas, where there are two', await web.expectDecided(kept));
    });

    it('stay out where a policy denies them', async () => {
      const web = await openWorkload(federation.current, { replicas: byWeight });
      chronicle.add('6 replicas, by weight', await web.expectDecided('bremen 2, danzig 2, luebeck 2'));
      const law = new Lawgiver(federation.current, web.scene);
      await law.forAll('north', { denied: { clusters: [{ name: 'luebeck' }] }, whenNoLongerAllowed: 'Remove' });
      chronicle.add('a policy denies luebeck', await web.expectDecided('bremen 3, danzig 3'));
      await web.scene.expectAbsent('luebeck', deployment, 'web');
      await law.repeal('north');
      chronicle.add('the policy is gone', await web.expectDecided('bremen 3, danzig 3 | luebeck'));
    });

    it('leave where a taint evicts them', async () => {
      const web = await openWorkload(federation.current, inDanzigOrBremen(6));
      chronicle.add('6 replicas, in danzig or else in bremen', await web.expectDecided('danzig 6 | bremen, luebeck'));
      await taint(federation.current, { key: 'upgrade', effect: 'NoSchedule' });
      await web.prefer(inDanzigOrBremen(8));
      const full = await web.expectDecided('danzig 6 | bremen, luebeck | 2 short');
      chronicle.add('8 replicas, while danzig takes nothing new', full);
      await taint(federation.current, { key: 'upgrade', effect: 'NoExecute' });
      chronicle.add('danzig lets nothing stay', await web.expectDecided('bremen 8 | danzig, luebeck'));
      await web.scene.expectAbsent('danzig', deployment, 'web');
      await taint(federation.current);
      await web.prefer(inDanzigOrBremen(9));
      chronicle.add('9 replicas, and danzig is as it was', await web.expectDecided('bremen 9 | danzig, luebeck'));
    });

    it('go elsewhere while a cluster is lost, and come back with it', async () => {
      const { current } = federation;
      const failover = { afterSeconds: 30, whenBack: 'Return' };
      const web = await openWorkload(current, { replicas: byWeight, failover });
      chronicle.add('6 replicas, by weight', await web.expectDecided('bremen 2, danzig 2, luebeck 2'));
      await current.change(secret.target, 'luebeck', { stringData: { token: 'expired' } });
      await current.untilReady('luebeck', false);
      chronicle.add('luebeck is lost', await web.expectDecided('bremen 3, danzig 3 | luebeck'));
      const { token } = current.member('luebeck').cluster;
      await current.change(secret.target, 'luebeck', { stringData: { token } });
      chronicle.add('luebeck is back', await web.expectDecided('bremen 2, danzig 2, luebeck 2'));
    });

    it('wait for room where clusters are short of it', async () => {
      const containers = [{ name: 'web', image: 'example.test/web:1', resources: { requests: { cpu: '1' } } }];
      await addNode(federation.current.member('bremen').client, 2);
      await addNode(federation.current.member('danzig').client, 4);
      const byRoom = { replicas: { divideBy: 'FreeCapacity', total: 8 } };
      const web = await openWorkload(federation.current, byRoom, {
        template: { spec: { template: { spec: { containers } } } },
      });
      const short = await web.expectDecided('bremen 2, danzig 4 | luebeck | 2 short');
      chronicle.add('8 replicas, where there is room for 6', short);
      await web.scene.expectFederated(deployment, 'web', 'told to lack room', ({ status }) =>
        /no room for 2 replicas/.test(status?.conditions?.[0]?.message ?? ''),
      );
      await addNode(federation.current.member('luebeck').client, 8);
      chronicle.add('luebeck gets a node', await web.expectDecided('bremen 2, danzig 4, luebeck 2'));
    });
  });
}

function groupsOf(...names: string[]): JsonObject[] {
  return names.map((name) => ({ name, clusters: [{ name }] }));
}

function inDanzigOrBremen(total: number): JsonObject {
  return { clusters: { groups: groupsOf('danzig', 'bremen') }, replicas: { ...byWeight, total } };
}

function overSeas(minGroups: number): JsonObject {
  return { spread: [{ label: 'sea', minGroups, maxSkew: 1 }] };
}

/** A Deployment that is made after its preference, so that it starts from where that decides. */
async function openWorkload(
  federation: Federation,
  spec: JsonObject,
  change: JsonObject = {},
): Promise<PreferredWorkload> {
  const web = new PreferredWorkload(federation, await federation.scene());
  await web.prefer(spec);
  await web.scene.apply(deployment, 'web', change);
  return web;
}

function taint(federation: Federation, ...taints: JsonObject[]): Promise<void> {
  return federation.change(kubeFedClusterType, 'danzig', { spec: { taints } });
}
