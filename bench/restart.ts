import { userVerbs, userWrite } from './burst.ts';
import { withoutHeartbeats } from './hansa-burst.ts';
import type { WithController } from './stage.ts';
import type { Scene } from './scene.ts';
import { readWrites, settle, type Writes } from './settle.ts';
import { configMapType, contentOf, federatedConfigMapType } from './workload.ts';
import { without, writeName, type WriteCounts } from './write-counts.ts';

/** What a controller does that starts where all is in place already, but for one new object. */
export interface Restart {
  /** Beside those for the new object, by what they were; a negative number is one that the new object lacked. */
  readonly hostWrites: Readonly<Record<string, number>>;
  readonly memberWrites: Readonly<Record<string, number>>;
  /** From the start of the process until the new object was in the last member. */
  readonly newObjectSeconds: number;
}

const { plural } = federatedConfigMapType;
/** The user's write, the finalizer and the status. */
const onHostForNewObject: WriteCounts = new Map([
  [writeName(userVerbs.create, plural), 1],
  [writeName('PATCH', plural), 1],
  [writeName('PATCH', plural, 'status'), 1],
]);

/** Lets withController start a controller after a new object was made that nobody has propagated. */
export async function measureRestart(
  scene: Scene,
  newObject: string,
  withController: WithController,
): Promise<Restart> {
  const before = await readWrites(scene);
  await userWrite(scene, 'create')(newObject);
  return withController(async (scene, controller) => {
    const seenAt = await scene.views.until(new Map([[newObject, contentOf(newObject, 'create')]]), scene);
    const after = await settle(scene);
    return { ...countWrites(scene, before, after), newObjectSeconds: (seenAt - controller.startedAt) / 1000 };
  });
}

function countWrites({ members }: Scene, before: Writes, after: Writes): Pick<Restart, 'hostWrites' | 'memberWrites'> {
  const onHost = withoutHeartbeats(without(after.host, before.host));
  const inMembers = without(after.members, before.members);
  const forNewObject = new Map([[writeName('APPLY', configMapType.plural), members.length]]);
  return {
    hostWrites: Object.fromEntries(without(onHost, onHostForNewObject)),
    memberWrites: Object.fromEntries(without(inMembers, forNewObject)),
  };
}
