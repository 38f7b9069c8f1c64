import { sleep } from '../src/base/clock.ts';
import { memberWrite, measureBurst, userWrite, type Burst } from './burst.ts';
import type { Scene } from './scene.ts';
import { contentOf, namesOf } from './workload.ts';

export interface Pace {
  /** Objects that the user makes a second. */
  readonly rate: number;
  readonly seconds: number;
}

/**
 * Makes objects at an even pace; for each the milliseconds from when the host has accepted it until the last member has
 * it. With alsoMembers the bare client makes it in all members at once as soon as the host has accepted it.
 * The objects are removed again afterwards.
 */
export async function measureLatency(
  scene: Scene,
  work: string,
  { rate, seconds }: Pace,
  alsoMembers = false,
): Promise<number[]> {
  const burst: Burst = { work, objects: rate * seconds };
  const samples = namesOf(work, burst.objects).map(async (name, index) => {
    await sleep(scene.clock, (index * 1000) / rate, scene.signal);
    return measureOne(scene, name, alsoMembers);
  });
  const latencies = await Promise.all(samples);
  await measureBurst(scene, 'delete', burst, alsoMembers);
  return latencies;
}

async function measureOne(scene: Scene, name: string, alsoMembers: boolean): Promise<number> {
  const seen = scene.views.until(new Map([[name, contentOf(name, 'create')]]), scene);
  const propagated = userWrite(
    scene,
    'create',
  )(name).then(async () => {
    const acceptedAt = performance.now();
    if (alsoMembers) await Promise.all(scene.members.map((member) => memberWrite(member, 'create')(name)));
    return acceptedAt;
  });
  const [seenAt, acceptedAt] = await Promise.all([seen, propagated]);
  return seenAt - acceptedAt;
}
