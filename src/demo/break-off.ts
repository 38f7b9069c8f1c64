import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure, failureOf } from '../cli/failure.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { logTail } from '../lab/process/log-tail.ts';
import { endCommand, shownPath, type DemoPlace } from './demo-place.ts';

/** The failure that Ctrl-C is told as. */
export function interruption(): CommandFailure {
  return new CommandFailure('the demo was interrupted; nothing of it is left');
}

/** A failure of the demo with what the controller's log says last and what to do about what still runs, if anything does. */
export function brokenOff(place: DemoPlace, error: unknown, whatIsLeft: 'runs' | 'ended'): CommandFailure {
  const { message, next } = failureOf('the demo broke off', error);
  const leave = `what runs stays for you to look at; then "${endCommand(place)}"`;
  const advice = [next, whatIsLeft === 'runs' ? leave : undefined].filter((part) => part !== undefined);
  return new CommandFailure(`${message}${controllerLog(place, message)}`, {
    cause: error,
    ...(advice.length === 0 ? {} : { next: advice.join('; ') }),
  });
}

/** The end of the controller's log, unless the message tells it already. */
function controllerLog(place: DemoPlace, message: string): string {
  const log = join(labPaths(place.dir).logs, 'controller.log');
  const tail = logTail(log);
  if (!existsSync(log) || message.includes(tail)) return '';
  return `\nthe last lines of ${shownPath(place, log)}:\n${tail}`;
}
