import type { ObjectRef } from '../src/api/meta.ts';
import type { KubeClient } from '../src/kube/client.ts';
import { inFlight } from './in-flight.ts';
import type { Scene } from './scene.ts';
import {
  configMap,
  configMapType,
  contentOf,
  federatedConfigMap,
  federatedConfigMapType,
  namesOf,
  templateOf,
  workNamespace,
} from './workload.ts';

/** What the user does to every object of a burst. */
export const phases = ['create', 'update', 'delete'] as const;
export type Phase = (typeof phases)[number];

/** The verb the host's API server counts the user's writes of a phase under. */
export const userVerbs: Readonly<Record<Phase, string>> = { create: 'POST', update: 'PATCH', delete: 'DELETE' };

export interface Burst {
  /** Distinguishes its objects from those of all others. */
  readonly work: string;
  readonly objects: number;
}

export interface BurstTimes {
  /** From the first write of the user until the last object was right in the last member. */
  readonly seconds: number;
  /** From the first write of the user until the last was answered. */
  readonly userSeconds: number;
}

/** How many writes a user has under way at once. */
const userInFlight = 16;
/** As many as Hansa has under way in one member. */
const memberInFlight = 32;
const userManager = 'bench-user';

/**
 * Makes the user's writes of one phase, and with alsoMembers those in the members as well, so that what is measured is
 * the API servers alone. Rejects when the members do not come to be right in time.
 */
export async function measureBurst(scene: Scene, phase: Phase, burst: Burst, alsoMembers = false): Promise<BurstTimes> {
  const names = namesOf(burst.work, burst.objects);
  const contents = new Map(names.map((name) => [name, phase === 'delete' ? undefined : contentOf(name, phase)]));
  const seen = scene.views.until(contents, scene);
  const began = performance.now();
  const writers = alsoMembers
    ? scene.members.map((member) => writeAll(scene, names, memberInFlight, memberWrite(member, phase)))
    : [];
  const answered = writeAll(scene, names, userInFlight, userWrite(scene, phase)).then(() => performance.now());
  const [seenAt, answeredAt] = await Promise.all([seen, answered, ...writers]);
  return { seconds: (Math.max(seenAt, answeredAt) - began) / 1000, userSeconds: (answeredAt - began) / 1000 };
}

type Write = (name: string) => Promise<unknown>;

function writeAll({ signal }: Scene, names: readonly string[], most: number, write: Write): Promise<void> {
  return inFlight(names.length, most, async (index) => {
    signal.throwIfAborted();
    await write(names[index] ?? '');
  });
}

/** How a user makes one write of a phase. */
export function userWrite({ host }: Scene, phase: Phase): Write {
  const options = { fieldManager: userManager };
  switch (phase) {
    case 'create':
      return (name) => host.create(federatedConfigMapType, federatedConfigMap(name, contentOf(name, phase)), options);
    case 'update':
      return (name) =>
        host.mergePatch(federatedConfigMapType, refOf(name), { spec: templateOf(contentOf(name, phase)) }, options);
    case 'delete':
      return (name) => host.delete(federatedConfigMapType, refOf(name));
  }
}

/** How a bare client makes in a member what that write of the user asks for. */
export function memberWrite(member: KubeClient, phase: Phase): Write {
  if (phase === 'delete') return (name) => member.delete(configMapType, refOf(name));
  return (name) => member.apply(configMapType, refOf(name), configMap(name, contentOf(name, phase)));
}

function refOf(name: string): ObjectRef {
  return { namespace: workNamespace, name };
}
