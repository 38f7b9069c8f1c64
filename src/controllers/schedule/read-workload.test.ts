import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ResourceType } from '../../api/meta.ts';
import { ConnectionError } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import type { WorkloadFacts } from '../../plan/schedule/facts.ts';
import { SimulatedMembers } from '../testing/simulated-members.ts';
import { readWorkload, type WorkloadQuestion } from './read-workload.ts';

const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
const rollers: ResourceType = { group: 'x.test', version: 'v1', plural: 'rollers', kind: 'Roller', namespaced: true };
const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const web = { namespace: 'shop', name: 'web' };
const selector = { matchLabels: { app: 'web' } };
const question: WorkloadQuestion = { replicasPath: '/spec/replicas', moveAfterMs: 30_000, isAutoscaled: false };

function facts(asked: number, running: number, unschedulable = 0): { kind: string; facts: WorkloadFacts } {
  return { kind: 'read', facts: { asked, running, unschedulable } };
}

describe('readWorkload', () => {
  let members: SimulatedMembers;
  beforeEach(async () => {
    members = await SimulatedMembers.begin(['bremen'], [{ type: deployments }, { type: rollers }, { type: pods }]);
  });

  function member() {
    const found = members.registry.members.get('bremen');
    assert.ok(found);
    return found;
  }

  /** Opens the cache of a type, as its propagation does. */
  async function follow(type: ResourceType): Promise<void> {
    const handlers = { changed: () => undefined, synced: () => undefined, failed: () => undefined };
    member().openCache(type, { keepsStatus: false }, handlers);
    await members.step();
  }

  async function create(type: ResourceType, spec: object, status: object = {}): Promise<void> {
    const metadata = { ...web, labels: { 'kubefed.io/managed': 'true' } };
    await members.create('bremen', type, { metadata, spec, status });
    await follow(type);
  }

  async function addPods(count: number, nodeName: string | undefined, conditions: readonly object[] = []) {
    for (let added = 0; added < count; added++) {
      const metadata = { ...web, name: `${nodeName}-${added}`, labels: { app: 'web' } };
      const status = { phase: 'Pending', conditions };
      await members.create('bremen', pods, { metadata, spec: nodeName === undefined ? {} : { nodeName }, status });
    }
  }

  const read = (type = deployments, change: Partial<WorkloadQuestion> = {}) =>
    readWorkload(member(), type, web, { ...question, ...change }, members.clock);

  it('waits for the cache', async () => assert.deepEqual(await read(), { kind: 'awaited' }));

  it('says what keeps the cache from being filled', async () => {
    await follow({ ...rollers, plural: 'others' });
    const reading = await read({ ...rollers, plural: 'others' });
    assert.ok(reading.kind === 'failed' && String(reading.error).includes('404'));
  });

  it('finds nothing where there is nothing', async () => {
    await follow(deployments);
    assert.deepEqual(await read(), { kind: 'absent' });
  });

  it('takes from the cache what is all ready', async () => {
    await create(deployments, { replicas: 3 }, { readyReplicas: 3 });
    assert.deepEqual(await read(), facts(3, 3));
    assert.deepEqual(await read(deployments, { isAutoscaled: true }), {
      kind: 'read',
      facts: { asked: 3, running: 3, unschedulable: 0, isAutoscaled: true },
    });
    assert.equal(
      members.server('bremen').requests.some(({ verb }) => verb === 'get'),
      false,
    );
  });

  it('takes from the cache that there is one of what has no replicas', async () => {
    await create(rollers, {});
    assert.deepEqual(await read(rollers, { replicasPath: undefined }), facts(1, 1));
  });

  it('counts its pods where not all is ready, and says when to look again', async () => {
    await create(deployments, { replicas: 5, selector }, { readyReplicas: 1 });
    await addPods(2, 'node-1');
    const lastTransitionTime = new Date(members.clock.now()).toISOString();
    await addPods(2, undefined, [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime },
    ]);
    const lookAgainAt = members.clock.now() + 30_001;
    assert.deepEqual(await read(), { ...facts(5, 2), lookAgainAt });
    members.clock.advance(30_001);
    assert.deepEqual(await read(), facts(5, 2, 2));
  });

  it('reads replicas that the cache has not', async () => {
    await create(rollers, { size: { count: 4 }, selector }, { readyReplicas: 2 });
    await addPods(3, 'node-1');
    assert.deepEqual(await read(rollers, { replicasPath: '/spec/size/count' }), facts(4, 3));
  });

  it('takes all that is asked for as running of what has nothing to find pods by', async () => {
    await create(rollers, { count: 4, selector: 'app=web' });
    await addPods(3, 'node-1');
    assert.deepEqual(await read(rollers, { replicasPath: '/spec/count' }), facts(4, 4));
  });

  it('finds nothing where it is gone though the cache does not know yet', async () => {
    await create(deployments, { replicas: 3, selector });
    members.server('bremen').breakWatches();
    await connectTo(members.server('bremen')).delete(deployments, web);
    assert.deepEqual(await read(), { kind: 'absent' });
  });

  it('finds nothing where it is on its way out', async () => {
    await create(deployments, { replicas: 3, selector });
    members.server('bremen').breakWatches();
    const client = connectTo(members.server('bremen'));
    await client.mergePatch(deployments, web, { metadata: { finalizers: ['x.test/wait'] } });
    await client.delete(deployments, web);
    assert.deepEqual(await read(), { kind: 'absent' });
  });

  it('says that a member did not answer, or not in time', async () => {
    await create(deployments, { replicas: 3, selector });
    const error = new ConnectionError({ cluster: 'bremen', server: 's', errno: 'ECONNRESET', explanation: 'lost' });
    members.server('bremen').faults.fail({ verb: 'list', type: pods }, error);
    assert.deepEqual(await read(), { kind: 'failed', error });
    const held = members.server('bremen').faults.hold({ verb: 'get' });
    const reading = read();
    await held.arrived;
    members.clock.advance(10_000);
    assert.match(String(((await reading) as { error: unknown }).error), /no answer within 10 s/);
  });
});
