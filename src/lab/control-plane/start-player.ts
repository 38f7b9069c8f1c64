import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabSurroundings } from '../lab-surroundings.ts';
import { waitUntilReady } from '../process/wait-until-ready.ts';

const entry = join(import.meta.dirname, '../../main/play-nodes.ts');

/** What the player prints when all nodes are there. */
export const playingLine = 'playing';

/** Starts the process that plays the nodes of clusters; resolves when the nodes are there. */
export async function startPlayer(
  lab: LabSurroundings,
  clusters: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const player = lab.processes.start('nodes', 'nodes', process.execPath, [entry, lab.paths.dir, ...clusters]);
  await waitUntilReady(player, {
    what: 'the player of nodes',
    isReady: async () => readFileSync(player.logPath, 'utf8').split('\n').includes(playingLine),
    ...(signal ? { signal } : {}),
  });
}
