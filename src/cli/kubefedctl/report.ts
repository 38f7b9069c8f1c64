import { CommanderError } from 'commander';
import { explainToKubeFed } from '../failure.ts';
import type { Klog } from './klog.ts';

/** The exit code of whatever a command threw, told as klog tells what is fatal; a command line that makes no sense has been told of. */
export function reportFatal(error: unknown, klog: Klog, err: (text: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode;
  const { message, next } = explainToKubeFed(error);
  klog.fatal(`Error: ${message}`);
  if (next !== undefined) err(`hint: ${next}\n`);
  return 255;
}
