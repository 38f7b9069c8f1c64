import { kubeFedClusterType } from '../src/api/kubefed-cluster.ts';
import { measureBurst, userVerbs, type Burst, type BurstTimes, type Phase } from './burst.ts';
import type { ControllerProcess } from './controller-process.ts';
import type { Scene } from './scene.ts';
import { settle } from './settle.ts';
import { federatedConfigMapType } from './workload.ts';
import { without, writeName, type WriteCounts } from './write-counts.ts';

/** Of each kind of write, how many there were for one object. */
export type WritesPerObject = Readonly<Record<string, number>>;

/** What a burst took, and what it cost until all was quiet again. */
export interface HansaBurst extends BurstTimes {
  /** Without the user's own. */
  readonly hostWrites: WritesPerObject;
  /** In all members together. */
  readonly memberWrites: WritesPerObject;
  /** Of the controller, for one object. */
  readonly cpuMs: number;
}

/** The health of each cluster, and who leads, are written now and then, however many objects there are. */
const heartbeats = new Set([
  writeName('PATCH', kubeFedClusterType.plural, 'status'),
  ...['POST', 'PUT'].map((verb) => writeName(verb, 'leases')),
]);

/** Makes the user's writes of one phase and lets the controller do the rest. */
export async function measureHansaBurst(
  scene: Scene,
  controller: ControllerProcess,
  phase: Phase,
  burst: Burst,
): Promise<HansaBurst> {
  const before = await settle(scene);
  const cpuBefore = controller.usage().cpuMs;
  const times = await measureBurst(scene, phase, burst);
  const after = await settle(scene);
  const cpuMs = (controller.usage().cpuMs - cpuBefore) / burst.objects;
  const userWrites = new Map([[writeName(userVerbs[phase], federatedConfigMapType.plural), burst.objects]]);
  return {
    ...times,
    hostWrites: perObject(withoutHeartbeats(without(without(after.host, before.host), userWrites)), burst.objects),
    memberWrites: perObject(without(after.members, before.members), burst.objects),
    cpuMs,
  };
}

/** The counts without what is written of clusters rather than of objects. */
export function withoutHeartbeats(counts: WriteCounts): WriteCounts {
  return new Map([...counts].filter(([name]) => !heartbeats.has(name)));
}

function perObject(counts: WriteCounts, objects: number): WritesPerObject {
  return Object.fromEntries([...counts].map(([name, count]) => [name, count / objects]));
}
