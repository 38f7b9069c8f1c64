import { measureBurst, type Burst, type BurstTimes, type Phase } from './burst.ts';
import type { ControllerProcess } from './controller-process.ts';
import { measureHansaBurst, type HansaBurst } from './hansa-burst.ts';
import { measureLatency, type Pace } from './latency.ts';
import type { Scene } from './scene.ts';

/** What the API servers alone come to. */
export interface FloorRound {
  readonly bursts: Readonly<Record<Phase, BurstTimes>>;
  /** Milliseconds, one an object. */
  readonly latencies: readonly number[];
}

export interface HansaRound {
  readonly bursts: Readonly<Record<Phase, HansaBurst>>;
  readonly latencies: readonly number[];
  /** Of the controller, with all objects in place. */
  readonly memoryMiB: number;
  /** The most the controller has had at any time of the round. */
  readonly peakMemoryMiB: number;
}

export interface RoundOptions {
  readonly objects: number;
  readonly pace: Pace;
}

/** A bare client makes the user's writes on the host and the same applies and deletes in the members; nothing else runs. */
export async function measureFloor(scene: Scene, { objects, pace }: RoundOptions): Promise<FloorRound> {
  const burst: Burst = { work: 'floor', objects };
  const create = await measureBurst(scene, 'create', burst, true);
  const update = await measureBurst(scene, 'update', burst, true);
  const latencies = await measureLatency(scene, 'floor-paced', pace, true);
  return { bursts: { create, update, delete: await measureBurst(scene, 'delete', burst, true) }, latencies };
}

/** The user makes the same writes, and the controller does the rest; it has to be at work already. */
export async function measureHansa(
  scene: Scene,
  controller: ControllerProcess,
  { objects, pace }: RoundOptions,
): Promise<HansaRound> {
  const burst: Burst = { work: 'hansa', objects };
  const create = await measureHansaBurst(scene, controller, 'create', burst);
  const { memoryMiB } = controller.usage();
  const update = await measureHansaBurst(scene, controller, 'update', burst);
  const latencies = await measureLatency(scene, 'hansa-paced', pace);
  const bursts = { create, update, delete: await measureHansaBurst(scene, controller, 'delete', burst) };
  return { bursts, latencies, memoryMiB, peakMemoryMiB: controller.usage().peakMemoryMiB };
}
