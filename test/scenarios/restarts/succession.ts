import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { managedLabel } from '../../../src/api/names.ts';
import { countWrites, writesBetween } from '../count-writes.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import { inClusters } from '../manifests.ts';
import type { Scene } from '../scene.ts';

/** As API servers have known it. */
const kubeFed = 'controller-manager';
const content = { metadata: { labels: { [managedLabel]: 'true' } }, data: { colour: 'red', size: '1' } };
const template = { data: { colour: 'red', size: '1' } };
const settled = { propagation: 'True', clusters: { bremen: 'OK' } } as const;

/** Controllers that take over from KubeFed's. */
export function describeSuccession(federation: { readonly current: Federation }): void {
  describe('that follow KubeFed', () => {
    let scene: Scene;
    before(async () => {
      const { current } = federation;
      await current.startManager();
      scene = await current.scene();
      await scene.expectInNamespace('bremen');
      await current.stopManager();
      await scene.apply(configMap, 'settings', { template, ...inClusters('bremen') });
      await scene.make('bremen', configMap, 'settings', content, kubeFed);
      await scene.edit('bremen', configMap, 'settings', { data: { theirs: 'yes' } });
    });
    after(() => federation.current.stopManager());

    it('make its objects their own, once', async () => {
      const { current } = federation;
      await current.startManager();
      await scene.expectStatus(configMap, 'settings', settled);
      await current.untilIdle();
      const counts = await countWrites(current.member('bremen').client);
      await current.stopManager();
      await current.startManager();
      await current.untilIdle();
      assert.deepEqual(writesBetween(counts, await countWrites(current.member('bremen').client)), {});
    });

    it('take away what leaves the template, and nothing else', async () => {
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red', size: null, theirs: 'yes' } });
      await scene.expectStatus(configMap, 'settings', settled);
    });
  });
}
