import { describe, it } from 'node:test';
import { isNotFound } from '../../../src/kube/errors.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import { Model } from '../model.ts';
import { createRandom, type Random } from '../random.ts';
import type { Scene } from '../scene.ts';

const objects = 20;
const changesEach = 10;
const colours = ['red', 'blue', 'green'];

/** Many changes at once, faster than they can be carried out. */
export function describeStorms(federation: { readonly current: Federation }): void {
  describe('a storm of changes', () => {
    for (const seed of [1, 2]) {
      it(`ends with exactly what was wanted last (seed ${seed})`, async () => {
        const scene = await federation.current.scene();
        const model = new Model(federation.current, scene);
        const members = [...federation.current.members.keys()];
        await Promise.all(
          Array.from({ length: objects }, (_, index) =>
            changeOften(scene, model, members, createRandom(seed * 1_000 + index)),
          ),
        );
        for (const member of members) await model.expectIn(member);
        await model.expectStatuses();
      });
    }
  });
}

/** One object's users change, move and delete it, and people in the members meddle with it. */
async function changeOften(scene: Scene, model: Model, members: readonly string[], random: Random): Promise<void> {
  const name = model.freshName();
  for (let change = 0; change < changesEach; change++) {
    if (random.next() < 0.3) await meddle(scene, random.pick(members), name, random);
    else await model.wish(name, { clusters: random.some(members, 0.6), colour: random.pick(colours) });
  }
  if (model.names.includes(name) && random.next() < 0.3) await model.drop(name);
}

async function meddle(scene: Scene, member: string, name: string, random: Random): Promise<void> {
  const meddling =
    random.next() < 0.5
      ? scene.wipe(member, configMap, name)
      : scene.edit(member, configMap, name, { data: { colour: 'of somebody' } });
  await meddling.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
