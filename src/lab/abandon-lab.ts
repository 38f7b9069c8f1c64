import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { labPaths } from './lab-paths.ts';
import { readMarker, readSurroundings } from './lab-surroundings.ts';
import { isRunning } from './process/process-record.ts';

/**
 * Ends a lab by force and without a wait, for a program that is being ended itself and may not get to await down(). Does
 * nothing where there is no lab.
 */
export function abandonLab(dir: string): void {
  const paths = labPaths(resolve(dir));
  if (readMarker(paths) === undefined) return;
  const { processes } = readSurroundings(paths.dir);
  for (const { pid } of processes.all().filter(isRunning)) process.kill(pid, 'SIGKILL');
  // What is being killed may still write for a moment.
  rmSync(paths.dir, { recursive: true, force: true, maxRetries: 10 });
}
