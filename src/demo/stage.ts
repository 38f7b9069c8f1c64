import type { Clock } from '../base/clock.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Lab } from '../lab/lab.ts';
import type { Deployment } from './deployment.ts';
import type { Lookout } from './lookout.ts';
import type { Narrator, Paint } from './narrator.ts';
import { runShell, type ShellOptions } from './shell.ts';
import { web, type Good } from './shop.ts';

/** What every chapter of the demo works with. */
export interface Stage {
  readonly narrator: Narrator;
  readonly paint: Paint;
  readonly clock: Clock;
  readonly lookout: Lookout;
  readonly shell: ShellOptions;
  /** The lab's directory as commands name it: relative to the checkout where that is shorter. */
  readonly dir: string;
  /** What a shell reads to find hansa, kubectl and the clusters. */
  readonly environmentScript: string;
  /** The lab, once its clusters are up. */
  readonly lab: () => Lab;
  /** Ends the demo with this failure, whatever it is waiting for. */
  readonly giveUp: (failure: Error) => void;
}

/** Tells of a command and runs it; its output is told as well, or kept quiet because it says little. */
export async function perform(stage: Stage, line: string, output: 'told' | 'quiet' = 'quiet'): Promise<void> {
  const { narrator, clock, shell } = stage;
  const ended = narrator.command(line);
  const began = clock.now();
  let printed: string;
  try {
    printed = await runShell(line, shell);
  } catch (error) {
    ended();
    throw error;
  }
  ended(clock.now() - began);
  if (output === 'told') narrator.output(printed);
}

/** What a member has of an object of the shop. */
export function findIn<T extends KubeObject>({ lookout }: Stage, member: string, { target, ref }: Good): T | undefined {
  return lookout.find<T>(member, target, ref);
}

/** What a member has of the shop's Deployment. */
export function webIn(stage: Stage, member: string): Deployment | undefined {
  return findIn<Deployment>(stage, member, web);
}
