import type { Clock } from '../base/clock.ts';
import { CommandFailure } from '../cli/failure.ts';
import { openLab } from '../lab/start-lab.ts';
import { brokenOff, interruption } from './break-off.ts';
import { federate } from './chapters/federate.ts';
import { loseAMember } from './chapters/lose-a-member.ts';
import { handOver, tearDown } from './chapters/part.ts';
import { propagate } from './chapters/propagate.ts';
import { raiseClusters } from './chapters/raise-clusters.ts';
import { repairDrift } from './chapters/repair-drift.ts';
import { endCommand, findLab, shownPath, type DemoPlace } from './demo-place.ts';
import { createEnvironment } from './environment.ts';
import { Lookout } from './lookout.ts';
import { formatElapsed, Narrator, type Paint } from './narrator.ts';
import { shellWord } from './shell-word.ts';
import type { Stage } from './stage.ts';

export interface DemoOptions extends DemoPlace {
  readonly clock: Clock;
  readonly write: (text: string) => void;
}

export interface RunOptions extends DemoOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly paint: Paint;
  /** How wide the terminal is that a person watches; absent where nobody does. */
  readonly terminalColumns?: number | undefined;
  /** Ends everything when the story is told, or when it breaks off. */
  readonly once: boolean;
  /** Interrupts the demo; what it has started is ended. */
  readonly interrupted: AbortSignal;
}

/** Shows what Hansa does, with real commands on real API servers; rejects when any of it does not come true. */
export async function runDemo(options: RunOptions): Promise<void> {
  const { clock, interrupted } = options;
  refuseSecond(options);
  const stop = new AbortController();
  const stage = await setStage(options, stop);
  const began = clock.now();
  stage.narrator.title('Hansa: one league of clusters, and one story about what runs where');
  try {
    await raiseClusters(stage);
  } catch (error) {
    // What had been started by then is ended already.
    throw interrupted.aborted ? interruption() : error;
  }
  try {
    await tell(stage);
    stage.narrator.say(`That was all of it, in ${formatElapsed(clock.now() - began)}.`);
  } catch (error) {
    stop.abort();
    throw await leave(options, error);
  }
  if (options.once) await tearDown(stage);
  else handOver(stage, endCommand(options));
}

/** Ends the demo that runs, and says so; there may be none. */
export async function endDemo(options: DemoOptions): Promise<void> {
  const { dir, clock, write } = options;
  const lab = findLab(options);
  if (lab === undefined) return write(`There is no demo in ${shownPath(options, dir)}: nothing to end.\n`);
  const began = clock.now();
  await lab.down();
  write(`The demo in ${shownPath(options, dir)} is gone (${formatElapsed(clock.now() - began)}).\n`);
}

function refuseSecond(options: RunOptions): void {
  if (findLab(options) === undefined) return;
  const shown = shownPath(options, options.dir);
  throw new CommandFailure(`there is a demo in ${shown} already`, {
    next: `look at it with ". ${shown}/env" and then "hansa status", or end it with "${endCommand(options)}"`,
  });
}

async function setStage(options: RunOptions, stop: AbortController): Promise<Stage> {
  const { root, dir, env, clock, write, paint, terminalColumns, interrupted } = options;
  const { variables, script } = await createEnvironment(root, dir, env);
  const signal = AbortSignal.any([interrupted, stop.signal]);
  return {
    narrator: new Narrator({ write, paint, ...(terminalColumns === undefined ? {} : { terminalColumns }) }),
    paint,
    clock,
    lookout: new Lookout(clock, signal),
    shell: { cwd: root, env: variables, signal },
    dir: shellWord(shownPath(options, dir)),
    environmentScript: script,
    lab: () => openLab(dir),
    giveUp: (failure) => stop.abort(failure),
  };
}

async function tell(stage: Stage): Promise<void> {
  try {
    await federate(stage);
    await propagate(stage);
    await repairDrift(stage);
    await loseAMember(stage);
  } finally {
    await stage.lookout.close();
  }
}

/** Ends what runs if nobody is to look at it any more; returns the failure to report. */
async function leave(options: RunOptions, error: unknown): Promise<Error> {
  const { once, interrupted, write } = options;
  if (!once && !interrupted.aborted) return brokenOff(options, error, 'runs');
  const failure = interrupted.aborted ? interruption() : brokenOff(options, error, 'ended');
  if (interrupted.aborted) write('\n');
  await findLab(options)?.down();
  return failure;
}
