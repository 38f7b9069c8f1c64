import { setTimeout as delay } from 'node:timers/promises';
import type { FederatedObject } from '../../api/federated-object.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { systemNamespaceDefault } from '../../api/names.ts';
import { clusterReadiness } from '../../cli/cluster-readiness.ts';
import { isPropagated, reportObject } from '../../cli/status/object-report.ts';
import { createKubeClient } from '../../kube/create-client.ts';
import { greetingOf, isAvailable } from '../deployment.ts';
import { goods, members, web, type Good } from '../shop.ts';
import { perform, webIn, type Stage } from '../stage.ts';

const lost = 'member-3';
/** On the server's side, since kubectl on its own would have the server describe all of its API first: seconds of work. */
const release = 'sed s/Moin/Ahoi/ examples/shop/2-web.yaml | \\\nkubectl apply --server-side -f -';
const greeting = 'Ahoi';
const pauseMs = 10;

/** Kills a member's API server, changes something meanwhile, and brings the member back. */
export async function loseAMember(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.chapter('A member goes down');
  narrator.say(`The API server of ${lost} dies. The others must not notice; the status must.`);
  await kill(stage);
  await perform(stage, 'hansa status', 'told');
  await releaseMeanwhile(stage);
  await bringBack(stage);
  await perform(stage, 'hansa status deployments.apps -n shop', 'told');
}

async function kill(stage: Stage): Promise<void> {
  const { narrator, lookout } = stage;
  const died = untilHealthIs(stage, 'bad');
  const noticed = lookout.until(`${lost} is not ready, and all that is placed there says so`, () => isToldLost(stage));
  const tookMs = between(died, noticed);
  await perform(stage, `hansa lab kill ${lost} --dir ${stage.dir}`);
  await narrator.reach('the status says so, of the cluster and of all that should be in it', () => tookMs);
}

/** A change goes out while the member is away: how fast the others have it is what counts. */
async function releaseMeanwhile(stage: Stage): Promise<void> {
  const { narrator, lookout } = stage;
  const others = members.filter(({ name }) => name !== lost);
  const generation = federated(stage, web)?.metadata.generation;
  narrator.say('A new greeting is released meanwhile:');
  const accepted = lookout.until('the release is accepted', () => {
    return federated(stage, web)?.metadata.generation !== generation;
  });
  const times = others.map(({ name }) => {
    return between(
      accepted,
      lookout.until(`the release is in ${name}`, () => hasRelease(stage, name)),
    );
  });
  await perform(stage, release);
  for (const [index, { name }] of others.entries()) {
    await narrator.reach(`${name} has it`, () => times[index] ?? accepted);
  }
}

async function bringBack(stage: Stage): Promise<void> {
  const { narrator, lookout } = stage;
  narrator.gap();
  narrator.say('It comes back:');
  const answered = untilHealthIs(stage, 'good');
  const tookMs = between(
    answered,
    lookout.until(`the release is in ${lost}`, () => hasRelease(stage, lost)),
  );
  await perform(stage, `hansa lab restart ${lost} --dir ${stage.dir}`);
  await narrator.reach(`${lost} has caught up, counted from its first answer`, () => tookMs);
  await lookout.until('all is propagated again', () => {
    return goods.every((good) => isAsWanted(stage, good)) && isAvailable(webIn(stage, lost));
  });
}

/** The milliseconds from one moment to another, which two connections may tell of in either order. */
function between(one: Promise<number>, other: Promise<number>): Promise<number> {
  const tookMs = Promise.all([one, other]).then(([since, at]) => Math.max(at - since, 0));
  // A failure is told where the time is asked for, or not at all when a command fails first.
  tookMs.catch(() => undefined);
  return tookMs;
}

/** The moment the lost member's own health check turns: good is what the federation waits for. */
async function untilHealthIs({ clock, shell, lab }: Stage, wanted: 'good' | 'bad'): Promise<number> {
  const client = createKubeClient(lab().cluster(lost).access);
  try {
    for (;;) {
      const health = await client.request('GET', '/healthz', { signal: shell.signal }).then(
        () => 'good',
        () => 'bad',
      );
      shell.signal.throwIfAborted();
      if (health === wanted) return clock.now();
      await delay(pauseMs);
    }
  } finally {
    await client.close();
  }
}

function hasRelease(stage: Stage, member: string): boolean {
  return greetingOf(webIn(stage, member)) === greeting;
}

function federated({ lookout }: Stage, { federated, federatedRef }: Good): FederatedObject | undefined {
  return lookout.find<FederatedObject>('host', federated, federatedRef);
}

function isAsWanted(stage: Stage, good: Good): boolean {
  const object = federated(stage, good);
  return object !== undefined && isPropagated(reportObject('', object));
}

function isToldLost(stage: Stage): boolean {
  const ref = { namespace: systemNamespaceDefault, name: lost };
  const cluster = stage.lookout.find<KubeFedCluster>('host', kubeFedClusterType, ref);
  if (cluster === undefined || clusterReadiness(cluster) === 'True') return false;
  return goods.every((good) => {
    const entry = federated(stage, good)?.status?.clusters?.find(({ name }) => name === lost);
    return entry === undefined || entry.status !== undefined;
  });
}
