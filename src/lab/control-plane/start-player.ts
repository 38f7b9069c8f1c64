import { join } from 'node:path';
import type { LabSurroundings } from '../lab-surroundings.ts';
import { startCompanion } from '../process/start-companion.ts';

const entry = join(import.meta.dirname, '../../main/play-nodes.ts');

/** What the player prints when all nodes are there. */
export const playingLine = 'playing';

/** Starts the process that plays the nodes of clusters; resolves when the nodes are there. */
export async function startPlayer(
  lab: LabSurroundings,
  clusters: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await startCompanion(lab.processes, {
    name: 'nodes',
    what: 'the player of nodes',
    program: process.execPath,
    args: [entry, lab.paths.dir, ...clusters],
    isReady: (log) => log.split('\n').includes(playingLine),
    ...(signal ? { signal } : {}),
  });
}
