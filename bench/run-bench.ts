import type { Clock } from '../src/base/clock.ts';
import type { Environment } from '../src/lab/assets/environment.ts';
import type { Progress } from '../src/lab/progress.ts';
import { measureBurst, phases, type Burst } from './burst.ts';
import { spreadOf } from './distribution.ts';
import type { Pace } from './latency.ts';
import { describeMachine, type Machine } from './machine.ts';
import { measureRestart, type Restart } from './restart.ts';
import { measureFloor, measureHansa, type FloorRound, type HansaRound } from './round.ts';
import type { Scene } from './scene.ts';
import { settle } from './settle.ts';
import { Stage } from './stage.ts';

export interface BenchSettings {
  /** How many objects a burst has. */
  readonly objects: number;
  readonly rounds: number;
  readonly members: number;
  readonly pace: Pace;
}

export interface BenchOptions {
  /** An empty directory for what is needed meanwhile. */
  readonly dir: string;
  readonly settings: BenchSettings;
  readonly env: Environment;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborting it ends everything; runBench rejects with its reason then. */
  readonly signal: AbortSignal;
}

export interface BenchResult {
  readonly machine: Machine;
  readonly settings: BenchSettings;
  readonly rounds: readonly { readonly floor: FloorRound; readonly hansa: HansaRound }[];
  readonly restarts: readonly Restart[];
}

const leastDeadlineMs = 120_000;
/** Ten times what an object takes on two cores. */
const deadlinePerObjectMs = 60;
const warmUpObjects = 50;

/**
 * Measures the bare API servers and Hansa in turn, on the same control planes, which it starts and ends. Rejects with
 * BenchError when something is not as it should be in time: then there are no figures at all.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { settings, progress } = options;
  const deadlineMs = Math.max(leastDeadlineMs, settings.objects * deadlinePerObjectMs);
  const stage = await Stage.open({ ...options, members: settings.members, deadlineMs });
  try {
    progress.now('warming up');
    await warmUp(stage);
    const rounds: BenchResult['rounds'][number][] = [];
    for (let round = 1; round <= settings.rounds; round++) {
      rounds.push(
        await measureRound(stage, settings, (text) => `round ${round} of ${settings.rounds}: ${text}`, progress),
      );
    }
    const restarts = await measureRestarts(stage, settings, progress);
    return { machine: await describeMachine(stage.scene.host), settings, rounds, restarts };
  } finally {
    progress.now('ending the control planes');
    await stage.close();
  }
}

/** What a server does for the first time takes longer; and Hansa makes the namespace in the members. */
async function warmUp(stage: Stage): Promise<void> {
  const burst: Burst = { work: 'warm-up', objects: warmUpObjects };
  await stage.withController(async (scene) => {
    for (const phase of phases) await measureBurst(scene, phase, burst);
    await settle(scene);
  });
  for (const phase of phases) await measureBurst(stage.scene, phase, burst, true);
}

async function measureRound(
  stage: Stage,
  settings: BenchSettings,
  say: (text: string) => string,
  progress: Progress,
): Promise<BenchResult['rounds'][number]> {
  progress.now(say('the bare API servers'));
  const floor = await measureFloor(stage.scene, settings);
  progress.done(say(`bare API servers: ${secondsOf(floor)}`));
  progress.now(say('Hansa'));
  const hansa = await stage.withController(async (scene, controller) => {
    await awaken(scene);
    return measureHansa(scene, controller, settings);
  });
  progress.done(say(`Hansa:            ${secondsOf(hansa)}`));
  return { floor, hansa };
}

/** A controller that has carried one object to all clusters and back is at work. */
async function awaken(scene: Scene): Promise<void> {
  const burst: Burst = { work: 'first', objects: 1 };
  await measureBurst(scene, 'create', burst);
  await measureBurst(scene, 'delete', burst);
}

async function measureRestarts(stage: Stage, settings: BenchSettings, progress: Progress): Promise<Restart[]> {
  progress.now('putting objects in place to restart with');
  await stage.withController(async (scene) => {
    await measureBurst(scene, 'create', { work: 'in-place', objects: settings.objects });
    await settle(scene);
  });
  const restarts: Restart[] = [];
  for (let number = 1; number <= settings.rounds; number++) {
    progress.now(`restart ${number} of ${settings.rounds}`);
    restarts.push(await measureRestart(stage.scene, `new-${number}`, stage.withController));
  }
  const { median } = spreadOf(restarts.map(({ newObjectSeconds }) => newObjectSeconds));
  progress.done(`restarts: a new object everywhere after ${median.toFixed(2)} s`);
  return restarts;
}

function secondsOf({ bursts }: FloorRound | HansaRound): string {
  return phases.map((phase) => `${phase} ${bursts[phase].seconds.toFixed(2)} s`).join(', ');
}
