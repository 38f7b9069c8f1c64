import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from '../../../src/kube/errors.ts';
import type { Federation } from '../federation.ts';
import { configMap, namespace as namespaces } from '../kinds.ts';
import { inClusters } from '../manifests.ts';
import { Lawgiver } from './lawgiver.ts';

const inBaltic = { allowed: { clusterSelector: { matchLabels: { sea: 'baltic' } } } };
const notBremen = { denied: { clusters: [{ name: 'bremen' }] } };
/** A policy that is new may be heard of after an object that is new: by this, what comes of it is the same. */
const removing = { whenNoLongerAllowed: 'Remove' };
const everywhere = { bremen: 'OK', danzig: 'OK', luebeck: 'OK' } as const;

/** What policies do to objects that are placed everywhere. */
export function describePolicies(federation: { readonly current: Federation }): void {
  async function begin(): Promise<Lawgiver> {
    const { current } = federation;
    return new Lawgiver(current, await current.scene());
  }

  describe('policies', () => {
    it('allow by labels and by CEL, deny by name, and narrow in a namespace', async () => {
      const law = await begin();
      const { scene } = law;
      await law.forAll('baltic', { ...inBaltic, ...removing });
      await law.forNamespace('queen', { allowed: { expression: "'queen' in cluster.labels" }, ...removing });
      await law.forNamespace('not-bremen', { ...notBremen, ...removing });
      await scene.apply(configMap, 'prices');
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: { luebeck: 'OK' } });
      const { status } = await law.expectExcluded(configMap, 'prices', { bremen: 'NotAllowed', danzig: 'NotAllowed' });
      assert.deepEqual(status?.excluded, [
        {
          cluster: 'bremen',
          by: `ClusterPlacementPolicy ${scene.namespace}-baltic`,
          reason: 'NotAllowed',
          message: 'labels do not match spec.allowed.clusterSelector: sea=baltic',
        },
        {
          cluster: 'danzig',
          by: `PlacementPolicy ${scene.namespace}/queen`,
          reason: 'NotAllowed',
          message: 'spec.allowed.expression is false',
        },
      ]);
      await scene.expectIn('luebeck', configMap, 'prices');
      await scene.expectAbsent('danzig', configMap, 'prices');
    });

    it('keep what is there with a condition, remove it when they say so, and let it back when they go', async () => {
      const law = await begin();
      const { scene } = law;
      await scene.apply(configMap, 'prices');
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: everywhere });
      await law.forAll('law', notBremen);
      const kept = await law.expectExcluded(configMap, 'prices', { bremen: 'Denied+' });
      assert.deepEqual(
        kept.status?.conditions?.map(({ type, status }) => `${type}=${status}`),
        ['Propagation=True', 'PlacementAllowed=False'],
      );
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: everywhere });
      await law.forAll('law', { ...notBremen, ...removing });
      await scene.expectAbsent('bremen', configMap, 'prices');
      const clusters = { danzig: 'OK', luebeck: 'OK' } as const;
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters });
      const removed = await law.expectExcluded(configMap, 'prices', { bremen: 'Denied' });
      assert.equal(removed.status?.conditions?.length, 1);
      await law.repeal('law');
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: everywhere });
      const free = await law.expectExcluded(configMap, 'prices', {});
      assert.equal(free.status?.excluded, undefined);
    });

    it('that make no sense leave everything where it is, until they make sense', async () => {
      const law = await begin();
      const { scene } = law;
      await scene.apply(configMap, 'prices', inClusters('bremen'));
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: { bremen: 'OK' } });
      await law.forNamespace('law', { allowed: { expression: 'cluster.name in' }, ...removing });
      await law.expectExcluded(configMap, 'prices', { bremen: 'PolicyBroken+' });
      await scene.apply(configMap, 'prices', { template: { data: { colour: 'blue' } } });
      await scene.expectIn('bremen', configMap, 'prices', { data: { colour: 'blue' } });
      const broken = { bremen: 'PolicyBroken+', danzig: 'PolicyBroken', luebeck: 'PolicyBroken' };
      await law.expectExcluded(configMap, 'prices', broken);
      await law.forNamespace('law', { allowed: { expression: "cluster.name in ['bremen', 'danzig']" } });
      await law.expectExcluded(configMap, 'prices', { luebeck: 'NotAllowed' });
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
    });

    it('bound in how many clusters something is, and leave it where it is', async () => {
      const law = await begin();
      const { scene } = law;
      await scene.apply(configMap, 'prices');
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: everywhere });
      await law.forAll('two', { maxClusters: 2 });
      await law.expectExcluded(configMap, 'prices', { luebeck: 'TooManyClusters+' });
      await scene.apply(configMap, 'prices', inClusters('luebeck'));
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: { luebeck: 'OK' } });
      await scene.apply(configMap, 'prices');
      await law.expectExcluded(configMap, 'prices', { danzig: 'TooManyClusters' });
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: { bremen: 'OK', luebeck: 'OK' } });
    });

    it('select by kind and labels, which may change', async () => {
      const law = await begin();
      const { scene } = law;
      const select = { kinds: ['FederatedConfigMap'], labelSelector: { matchLabels: { secret: 'yes' } } };
      await law.forAll('law', { ...notBremen, ...removing, select });
      await scene.apply(configMap, 'prices');
      await scene.expectStatus(configMap, 'prices', { propagation: 'True', clusters: everywhere });
      await scene.patch(configMap, 'prices', { metadata: { labels: { secret: 'yes' } } });
      await law.expectExcluded(configMap, 'prices', { bremen: 'Denied' });
      await scene.expectAbsent('bremen', configMap, 'prices');
      await scene.expectStatus(namespaces, scene.namespace, { propagation: 'True', clusters: everywhere });
    });

    it('only tell what they would do in Audit mode', async () => {
      const law = await begin();
      const { scene } = law;
      await law.forAll('law', { ...notBremen, ...removing, mode: 'Audit' });
      await scene.apply(configMap, 'prices');
      await scene.expectStatus(configMap, 'prices', {
        propagation: 'True',
        message: /^ClusterPlacementPolicy \S+ would not allow bremen \(named in spec\.denied\.clusters\)$/,
        clusters: everywhere,
      });
      await scene.expectIn('bremen', configMap, 'prices');
    });

    it('that say nothing are refused', async () => {
      const law = await begin();
      await assert.rejects(
        law.forAll('nothing', {}),
        saying('must have allowed, denied, requiredTolerations or maxClusters'),
      );
      await assert.rejects(
        law.forAll('nothing', { requiredTolerations: [{ value: 'now' }] }),
        saying('operator must be Exists when key is absent'),
      );
      await assert.rejects(
        law.forNamespace('less', { denied: {} }),
        saying('must have clusters, clusterSelector or expression'),
      );
    });
  });
}

function saying(text: string): (error: unknown) => boolean {
  return (error) => error instanceof ApiError && error.serverMessage.includes(text);
}
