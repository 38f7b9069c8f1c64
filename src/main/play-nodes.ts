import { systemClock } from '../base/clock.ts';
import { createKubeClient } from '../kube/create-client.ts';
import { playingLine } from '../lab/control-plane/start-player.ts';
import { playNodes } from '../lab/nodes.ts';
import { openLab } from '../lab/start-lab.ts';

/** Timers of the clock keep no process alive, and a cluster that is down leaves no connection that would. */
const aliveMs = 2 ** 30;

// play-nodes DIR CLUSTER...: plays the nodes of a lab's clusters until SIGTERM.
const [dir = '', ...names] = process.argv.slice(2);
const stop = new AbortController();
const alive = setInterval(() => undefined, aliveMs);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    stop.abort();
    clearInterval(alive);
    process.exit();
  });
}
const lab = openLab(dir);
await Promise.all(names.map(play));
console.log(playingLine);

async function play(name: string): Promise<void> {
  const { access, full } = lab.cluster(name);
  const failed = (error: unknown) => console.error(`${name}:`, error instanceof Error ? error.message : error);
  await playNodes(createKubeClient(access), { thin: !full, clock: systemClock, signal: stop.signal, failed });
}
