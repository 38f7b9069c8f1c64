import { perform, type Stage } from '../stage.ts';

/** Says what is left running, and what to try with it; end is the command that ends it. */
export function handOver({ narrator, dir }: Stage, end: string): void {
  narrator.chapter('Yours');
  narrator.say('All of it runs on: the four clusters, their nodes, and hansa controller. Try:');
  narrator.list([
    `. ${dir}/env`,
    'kubectl --context member-1 get deploy -A',
    'hansa status',
    'hansa status deployments.apps web -n shop',
    `tail -f ${dir}/log/controller.log`,
    end,
  ]);
}

/** Ends what runs; it cannot be interrupted, since half a lab would be left. */
export async function tearDown(stage: Stage): Promise<void> {
  stage.narrator.chapter('Gone again');
  const shell = { ...stage.shell, signal: new AbortController().signal };
  await perform({ ...stage, shell }, `hansa lab down --dir ${stage.dir}`);
}
