import { imageOf, isAvailable } from '../deployment.ts';
import { perform, webIn, type Stage } from '../stage.ts';

/** Something done to a member, and what puts it right. */
interface Damage {
  readonly command: string;
  readonly isDone: () => boolean;
  readonly repairs: readonly { readonly text: string; readonly isDone: () => boolean }[];
}

/** Changes things in members behind the federation's back, and shows how fast they are put right. */
export async function repairDrift(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.chapter('Behind its back');
  narrator.say(
    'Somebody deletes the Deployment in one member, and changes its image in another. The times run from the damage ' +
      'to the repair, as a watch in that member sees them.',
  );
  await suffer(stage, deletion(stage, 'member-2'));
  await suffer(stage, anotherImage(stage, 'member-3'));
}

function deletion(stage: Stage, member: string): Damage {
  const uid = webIn(stage, member)?.metadata.uid;
  return {
    command: `kubectl --context ${member} -n shop delete deployment web`,
    isDone: () => webIn(stage, member)?.metadata.uid !== uid,
    repairs: [
      { text: `${member} has its Deployment again`, isDone: () => webIn(stage, member) !== undefined },
      { text: 'its Pod is ready again', isDone: () => isAvailable(webIn(stage, member)) },
    ],
  };
}

function anotherImage(stage: Stage, member: string): Damage {
  const image = imageOf(webIn(stage, member));
  return {
    command: `kubectl --context ${member} -n shop set image deploy/web web=evil:1`,
    isDone: () => imageOf(webIn(stage, member)) !== image,
    repairs: [{ text: `${member} has ${image} again`, isDone: () => imageOf(webIn(stage, member)) === image }],
  };
}

async function suffer(stage: Stage, { command, isDone, repairs }: Damage): Promise<void> {
  const { narrator, lookout } = stage;
  // All is waited for before it begins: the repair is faster than kubectl is to end.
  const damaged = lookout.until(`seen in the member: ${command}`, isDone);
  const times = repairs.map((repair) =>
    damaged.then(async (since) => (await lookout.until(repair.text, repair.isDone)) - since),
  );
  // A failure is told below, or not at all when the command fails first.
  for (const time of times) time.catch(() => undefined);
  await perform(stage, command);
  for (const [index, { text }] of repairs.entries()) await narrator.reach(text, () => times[index] ?? damaged);
  narrator.gap();
}
