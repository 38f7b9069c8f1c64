import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { useLab } from '../../lab.ts';
import { startController, type ControllerProcess } from '../controller-process.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import { Model } from '../model.ts';
import { createRandom, type Random } from '../random.ts';

const rounds = Number(process.env['HANSA_CHAOS_ROUNDS'] ?? 4);
const burst = 200;
const colours = ['red', 'blue', 'green', 'white', 'black'];

/** Controllers and API servers that end without a word. */
export function describeCrashes(federation: { readonly current: Federation }): void {
  describe('that are killed', () => {
    let controller: ControllerProcess;
    before(async () => {
      controller = await startController(federation.current.host.cluster);
      for (const name of federation.current.members.keys()) await federation.current.untilReady(name);
    });
    after(() => controller.kill());

    it(`in a burst of ${burst} objects go on where they were when they are started again`, async () => {
      const scene = await federation.current.scene();
      const model = new Model(federation.current, scene);
      const members = [...federation.current.members.keys()];
      const unaskedRemovals = model.watchRemovals();
      const names = Array.from({ length: burst }, (_, index) => `settings-${index}`);
      const writing = Promise.all(names.map((name) => model.wish(name, { clusters: members, colour: 'red' })));
      await scene.expectSome('bremen', configMap, burst / 3);
      await controller.kill();
      await writing;
      controller = await startController(federation.current.host.cluster);
      for (const member of members) await model.expectIn(member);
      await model.expectStatuses();
      assert.deepEqual(unaskedRemovals(), []);
    });

    it(`and members' API servers, in ${rounds} rounds of chance, always end with exactly what is wanted`, async (t) => {
      const lab = await useLab();
      const model = new Model(federation.current, await federation.current.scene());
      const unaskedRemovals = model.watchRemovals();
      for (let round = 0; round < rounds; round++) {
        const random = createRandom(round);
        const victim =
          round % 2 === 0 ? 'controller' : random.pick([...federation.current.members.values()]).cluster.name;
        const begun = performance.now();
        await changeSome(model, federation.current, random, 15);
        await (victim === 'controller' ? controller.kill() : lab.killCluster(victim));
        await changeSome(model, federation.current, random, 15);
        if (victim === 'controller') controller = await startController(federation.current.host.cluster);
        else await lab.restartCluster(victim);
        await changeSome(model, federation.current, random, 5);
        for (const member of federation.current.members.keys()) await model.expectIn(member);
        await model.expectStatuses();
        t.diagnostic(
          `round ${round}: ${victim}, ${model.names.length} objects, ${Math.round(performance.now() - begun)} ms`,
        );
      }
      assert.deepEqual(unaskedRemovals(), []);
    });

    it("and the host's API server leave the members as they are until it is back", async () => {
      const { host } = federation.current;
      const model = new Model(federation.current, await federation.current.scene());
      const unaskedRemovals = model.watchRemovals();
      const random = createRandom(1);
      await changeSome(model, federation.current, random, 20);
      await (await useLab()).killCluster(host.cluster.name);
      await (await useLab()).restartCluster(host.cluster.name);
      await changeSome(model, federation.current, random, 20);
      for (const member of federation.current.members.keys()) await model.expectIn(member);
      await model.expectStatuses();
      assert.deepEqual(unaskedRemovals(), []);
    });
  });
}

/**
 * Users make, change, move and delete objects, all at once. A name is used once only: who applies an object that is
 * still going changes one that is as good as gone.
 */
async function changeSome(model: Model, federation: Federation, random: Random, count: number): Promise<void> {
  const members = [...federation.members.keys()];
  const wish = (name: string) =>
    model.wish(name, { clusters: random.some(members, 0.7), colour: random.pick(colours) });
  const known = random.some(model.names, count / 2 / Math.max(1, model.names.length));
  const changes = known.map((name) => (random.next() < 0.4 ? model.drop(name) : wish(name)));
  const additions = Array.from({ length: count - known.length }, () => wish(model.freshName()));
  await Promise.all([...changes, ...additions]);
}
