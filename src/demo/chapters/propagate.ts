import { goods, members } from '../shop.ts';
import { GoodsProgress } from '../goods-progress.ts';
import { perform, type Stage } from '../stage.ts';

/** Applies examples/shop to the host, and shows how it comes true in the members. */
export async function propagate(stage: Stage): Promise<void> {
  const { narrator, lookout, paint } = stage;
  narrator.chapter('A shop in every harbour');
  narrator.say(
    'examples/shop says what should run where: a web Deployment and its Service everywhere, with five replicas in ' +
      'member-1 and the next image in member-2; prices on the Baltic only, and the key for payments in prod only.',
  );
  const progress = new GoodsProgress(stage, goods, members);
  let isShown = false;
  const done = lookout.until('examples/shop is in every member as it should be', () => {
    progress.look();
    if (isShown) narrator.draw(progress.format(paint));
    return progress.isDone;
  });
  // A failure is told below, or not at all when the command fails first.
  done.catch(() => undefined);
  await perform(stage, 'kubectl apply -f examples/shop', 'told');
  narrator.say('From when the host has it until every member has it, and the host knows:');
  isShown = true;
  await done.finally(() => narrator.settle(progress.format(paint)));
  await perform(stage, 'hansa status', 'told');
}
