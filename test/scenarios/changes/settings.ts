import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubeFedConfigType } from '../../../src/api/kubefed-config.ts';
import { configName, managedLabel } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { configMap, namespace } from '../kinds.ts';
import { inClusters } from '../manifests.ts';

const managed = { metadata: { labels: { [managedLabel]: 'true' } } };

/** The KubeFedConfig, which is heeded while the controllers run. */
export function describeSettings(federation: { readonly current: Federation }): void {
  describe('adoption', { concurrency: 1 }, () => {
    it('when disabled leaves alone what is there, and takes it up as soon as it is enabled', async () => {
      const scene = await federation.current.scene();
      await scene.expectInNamespace('bremen');
      await setAdoption(federation.current, 'Disabled');
      const theirs = await scene.make('bremen', configMap, 'settings', { data: { colour: 'green' } });
      await scene.apply(configMap, 'settings', inClusters('bremen', 'danzig'));
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'AlreadyExists', danzig: 'OK' },
        says: { bremen: /exists in bremen already and is not Hansa's, and adoption is disabled/ },
      });
      const { metadata } = await scene.read('bremen', configMap, 'settings');
      assert.equal(metadata.resourceVersion, theirs.metadata.resourceVersion);
      await setAdoption(federation.current, 'Enabled');
      await scene.expectIn('bremen', configMap, 'settings', { ...managed, data: { colour: 'red' } });
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK' },
      });
    });

    it('when disabled puts an object where one has gone away', async () => {
      const scene = await federation.current.scene();
      await scene.expectInNamespace('bremen');
      await setAdoption(federation.current, 'Disabled');
      await scene.make('bremen', configMap, 'settings', { data: { colour: 'green' } });
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'AlreadyExists' } });
      await scene.wipe('bremen', configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings', { ...managed, data: { colour: 'red' } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
      await setAdoption(federation.current, 'Enabled');
    });

    it("when disabled does not keep the host's own namespace from being a member's", async () => {
      await setAdoption(federation.current, 'Disabled');
      const scene = await federation.current.scene({ clusters: [{ name: 'hub' }] });
      await scene.expectIn('hub', namespace, scene.namespace, managed);
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True', clusters: { hub: 'OK' } });
      await setAdoption(federation.current, 'Enabled');
    });
  });
}

async function setAdoption(federation: Federation, adoptResources: 'Enabled' | 'Disabled'): Promise<void> {
  await federation.change(kubeFedConfigType, configName, { spec: { syncController: { adoptResources } } });
}
