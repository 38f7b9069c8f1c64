import { runShell } from '../shell.ts';
import { members } from '../shop.ts';
import type { Stage } from '../stage.ts';

/** Starts a host and the members; when it fails or is interrupted, nothing of them is left. */
export async function raiseClusters({ narrator, shell, dir }: Stage): Promise<void> {
  narrator.chapter('Four clusters');
  narrator.say(
    'Real API servers on this machine: one to host the federation, three to join it. Their nodes are played: Pods ' +
      'become ready, but nothing runs in them.',
  );
  const line = `hansa lab up --members ${members.length} --dir ${dir}`;
  narrator.command(line)();
  // Its progress is shown as it comes; what it proposes to do next is what the demo does.
  await runShell(line, shell, 'shown');
}
