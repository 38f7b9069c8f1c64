import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultPlace, splitTypesOf } from '../../../src/api/federated-type.ts';
import { countWrites, writesBetween } from '../count-writes.ts';
import type { Federation } from '../federation.ts';
import { configMap, deployment, namespace } from '../kinds.ts';
import type { Scene } from '../scene.ts';
import { hasStatus } from '../wanted-status.ts';

const count = 30;
const placementType = splitTypesOf(configMap.target, defaultPlace).placement;

/** What the controllers cost the API servers. */
export function describeWrites(federation: { readonly current: Federation }): void {
  describe('write', () => {
    let scene: Scene;
    before(async () => {
      await federation.current.startManager();
      for (const name of federation.current.members.keys()) await federation.current.untilReady(name);
      scene = await federation.current.scene();
      await scene.expectStatus(namespace, scene.namespace, { propagation: 'True' });
      await federation.current.untilIdle(); // or what they write as they start would be counted
    });
    after(() => federation.current.stopManager());
    const names = Array.from({ length: count }, (_, index) => `settings-${index}`);
    const settled = { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } } as const;

    it('twice to the host for an object that is created, and once to each member', async () => {
      const writes = await writesDuring(federation.current, async () => {
        await Promise.all(names.map((name) => scene.apply(configMap, name)));
        for (const name of names) await scene.expectStatus(configMap, name, settled);
      });
      assert.deepEqual(writes, {
        host: {
          'APPLY federatedconfigmaps': count,
          'PATCH federatedconfigmaps': count,
          'PATCH federatedconfigmaps/status': count,
        },
        bremen: { 'APPLY configmaps': count },
        danzig: { 'APPLY configmaps': count },
      });
    });

    it('once to the host for an object that is updated, and once to each member', async () => {
      const writes = await writesDuring(federation.current, async () => {
        await Promise.all(
          names.map((name) => scene.apply(configMap, name, { template: { data: { colour: 'blue' } } })),
        );
        for (const name of names) await scene.expectStatus(configMap, name, settled);
      });
      assert.deepEqual(writes, {
        host: { 'APPLY federatedconfigmaps': count, 'PATCH federatedconfigmaps/status': count },
        bremen: { 'APPLY configmaps': count },
        danzig: { 'APPLY configmaps': count },
      });
    });

    it('nothing at all when they start again with everything in place', async () => {
      await scene.apply(deployment, 'web');
      await scene.apply(configMap, 'warned', { template: { metadata: { annotations: { note: 'x' } } } });
      await scene.expectStatus(deployment, 'web', settled);
      await scene.expectStatus(configMap, 'warned', settled);
      await scene.apply({ target: configMap.target, federated: placementType }, 'apart', { template: null });
      await scene.apply(configMap, 'apart', { placement: null });
      await scene.expectFederated(configMap, 'apart', 'propagated by its Placement object', (object) => {
        return object.status?.observedPlacementGeneration === 1 && hasStatus(object, settled);
      });
      const writes = await writesDuring(federation.current, async () => {
        await federation.current.stopManager();
        await federation.current.startManager();
        await scene.apply(configMap, 'latest');
        await scene.expectStatus(configMap, 'latest', settled);
      });
      assert.deepEqual(writes, {
        host: {
          'APPLY federatedconfigmaps': 1,
          'PATCH federatedconfigmaps': 1,
          'PATCH federatedconfigmaps/status': 1,
        },
        bremen: { 'APPLY configmaps': 1 },
        danzig: { 'APPLY configmaps': 1 },
      });
    });

    it('once to the host for an object that is deleted, and once to each member', async () => {
      const writes = await writesDuring(federation.current, async () => {
        await Promise.all(names.map((name) => scene.remove(configMap, name)));
        for (const name of names) await scene.expectGone(configMap, name);
      });
      assert.deepEqual(writes, {
        host: { 'DELETE federatedconfigmaps': count, 'PATCH federatedconfigmaps': count },
        bremen: { 'DELETE configmaps': count },
        danzig: { 'DELETE configmaps': count },
      });
    });
  });
}

/** What everybody wrote while something was done, and until nothing was left to do about it. */
async function writesDuring(
  federation: Federation,
  doing: () => Promise<void>,
): Promise<Record<string, Record<string, number>>> {
  const { host, members } = federation;
  const places = [host, ...members.values()];
  const counts = await Promise.all(places.map(({ client }) => countWrites(client)));
  await doing();
  await federation.untilIdle();
  const now = await Promise.all(places.map(({ client }) => countWrites(client)));
  return Object.fromEntries(
    places.map(({ name }, index) => [name, writesBetween(counts[index] ?? new Map(), now[index] ?? new Map())]),
  );
}
