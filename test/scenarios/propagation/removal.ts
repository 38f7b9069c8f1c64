import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deleteOptionAnnotation, managedLabel, orphanAnnotation, syncFinalizer } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { configMap, deployment } from '../kinds.ts';
import { inClusters } from '../manifests.ts';

const hold = { metadata: { finalizers: ['test/hold'] } };
const letGo = { metadata: { finalizers: null } };

/** How objects go. */
export function describeRemoval(federation: { readonly current: Federation }): void {
  describe('removal', () => {
    it('from a cluster that is deselected is told while a finalizer holds it', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('danzig', configMap, 'settings');
      await scene.edit('danzig', configMap, 'settings', hold);
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'OK', danzig: 'WaitingForRemoval' },
        says: { danzig: /waits for finalizers: test\/hold/ },
      });
      await scene.edit('danzig', configMap, 'settings', letGo);
      await scene.expectAbsent('danzig', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
    });

    it('can be taken back: an object that is going comes again', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      const { metadata } = await scene.expectIn('danzig', configMap, 'settings');
      await scene.edit('danzig', configMap, 'settings', hold);
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'OK', danzig: 'WaitingForRemoval' } });
      await scene.apply(configMap, 'settings', inClusters('bremen', 'danzig'));
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'OK', danzig: 'WaitingForRemoval' } });
      await scene.edit('danzig', configMap, 'settings', letGo);
      await scene.expectThat(
        'danzig',
        configMap,
        'settings',
        'another',
        (again) => again.metadata.uid !== metadata.uid,
      );
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK' },
      });
    });

    it('of a federated object waits until every cluster is rid of it', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('danzig', configMap, 'settings');
      await scene.edit('danzig', configMap, 'settings', hold);
      await scene.remove(configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
      const waiting = await scene.expectStatus(configMap, 'settings', {
        propagation: 'CheckClusters',
        clusters: { danzig: 'WaitingForRemoval' },
      });
      assert.deepEqual(waiting.metadata.finalizers, [syncFinalizer]);
      await scene.edit('danzig', configMap, 'settings', letGo);
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('danzig', configMap, 'settings');
    });

    it('reaches clusters the placement has left while they had it still', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('danzig', configMap, 'settings');
      await scene.edit('danzig', configMap, 'settings', hold);
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'OK', danzig: 'WaitingForRemoval' } });
      await scene.remove(configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
      await scene.edit('danzig', configMap, 'settings', letGo);
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('danzig', configMap, 'settings');
    });

    it('with the orphan annotation leaves the objects, without the label', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', {}, { annotations: { [orphanAnnotation]: 'true' } });
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' },
      });
      await scene.remove(configMap, 'settings');
      await scene.expectGone(configMap, 'settings');
      for (const member of federation.current.members.keys()) {
        const left = await scene.expectThat(member, configMap, 'settings', "nobody's", ({ metadata }) => {
          return metadata.labels?.[managedLabel] === undefined;
        });
        assert.equal(left.metadata.deletionTimestamp, undefined);
      }
    });

    it('heeds the deleteoption annotation', async () => {
      const scene = await federation.current.scene();
      await scene.apply(
        deployment,
        'web',
        {},
        { annotations: { [deleteOptionAnnotation]: '{"propagationPolicy":"Foreground"}' } },
      );
      await scene.expectIn('bremen', deployment, 'web');
      await scene.expectStatus(deployment, 'web', { propagation: 'True' });
      await scene.remove(deployment, 'web');
      // Nobody collects garbage in these members, so the finalizer of foreground deletion stays and tells.
      await scene.expectThat('bremen', deployment, 'web', 'going in the foreground', ({ metadata }) => {
        return metadata.finalizers?.includes('foregroundDeletion') ?? false;
      });
      for (const member of federation.current.members.keys()) await scene.edit(member, deployment, 'web', letGo);
      await scene.expectGone(deployment, 'web');
    });

    it('deletes nothing while the deleteoption annotation means nothing', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', {}, { annotations: { [deleteOptionAnnotation]: '{"gracePeriod' } });
      const before = await scene.expectIn('bremen', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
      await scene.remove(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', {
        message: /kubefed\.io\/deleteoption cannot be used: it is not a JSON object.*nothing is deleted until then/,
      });
      await scene.expectEvent('settings', 'InvalidDeleteOptions', /not a JSON object/);
      const after = await scene.read('bremen', configMap, 'settings');
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
      await scene.patch(configMap, 'settings', { metadata: { annotations: { [deleteOptionAnnotation]: null } } });
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
    });

    it('is not cheated by a federated object that lost its finalizer', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.patch(configMap, 'settings', letGo);
      await scene.expectFederated(configMap, 'settings', 'with our finalizer again', ({ metadata }) => {
        return metadata.finalizers?.includes(syncFinalizer) ?? false;
      });
      await scene.remove(configMap, 'settings');
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('bremen', configMap, 'settings');
    });
  });
}
