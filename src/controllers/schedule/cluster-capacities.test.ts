import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ResourceType } from '../../api/meta.ts';
import { ApiError, ConnectionError } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { nodeChoice } from '../../plan/capacity/node-choice.ts';
import { SimulatedMembers } from '../testing/simulated-members.ts';
import { ClusterCapacities } from './cluster-capacities.ts';

const nodes: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const minute = 60_000;
const lost = new ConnectionError({ cluster: 'bremen', server: 's', errno: 'ECONNRESET', explanation: 'lost' });

let pod = 0;

function apiError(status: number, reason: string, retryAfterMs?: number): ApiError {
  const request = { cluster: 'bremen', method: 'GET', path: '/api/v1/pods', status, reason, serverMessage: reason };
  return new ApiError({ ...request, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

describe('ClusterCapacities', () => {
  let members: SimulatedMembers;
  let capacities: ClusterCapacities;
  let told: string[];

  beforeEach(async () => {
    members = await SimulatedMembers.begin(['bremen', 'danzig'], [{ type: nodes }, { type: pods }]);
    const { registry, clock, log } = members;
    capacities = new ClusterCapacities({ registry, clock, random: () => 0.5, log });
    told = [];
    capacities.subscribe((cluster) => told.push(cluster));
    for (const cluster of members.servers.keys()) await addNode(cluster, 'node-1', 8);
  });

  async function addNode(cluster: string, name: string, cpu: number, spec: object = {}): Promise<void> {
    const status = { allocatable: { cpu: String(cpu), pods: '1000' }, conditions: [{ type: 'Ready', status: 'True' }] };
    await members.create(cluster, nodes, { metadata: { name }, spec, status });
  }

  async function addPods(cluster: string, count: number, cpu: number | string, more: object = {}): Promise<void> {
    for (let added = 0; added < count; added++) {
      const spec = { nodeName: 'node-1', containers: [{ resources: { requests: { cpu } } }], ...more };
      const metadata = { namespace: 'shop', name: `pod-${++pod}` };
      await members.create(cluster, pods, { metadata, spec, status: { phase: 'Running' } });
    }
  }

  async function patchNode(cluster: string, patch: object): Promise<void> {
    await connectTo(members.server(cluster)).mergePatch(nodes, { namespace: '', name: 'node-1' }, patch);
    await members.step();
  }

  function coresIn(cluster: string): readonly number[] | undefined {
    const free = capacities.of(cluster);
    return free && (free.free['cpu'] ?? []);
  }

  async function begin(): Promise<void> {
    capacities.want(true);
    await members.step();
    await members.step();
  }

  it('asks no member before somebody wants to know, and none after', async () => {
    const { waiting } = members.clock;
    await members.step(minute);
    assert.deepEqual([capacities.of('bremen'), members.asked('bremen', 'watch', nodes)], [undefined, 0]);
    await begin();
    assert.deepEqual(coresIn('bremen'), [8]);
    capacities.want(false);
    const asked = members.server('bremen').requests.length;
    await members.step(10 * minute);
    assert.deepEqual([capacities.of('bremen'), members.server('bremen').requests.length], [undefined, asked]);
    assert.equal(members.clock.waiting, waiting);
  });

  it('knows what nodes offer less what pods request, in however many pages', async () => {
    await addPods('bremen', 250, '0.015625');
    await addPods('bremen', 1, 1, { nodeName: 'node-2' });
    await addNode('bremen', 'node-2', 4);
    await begin();
    assert.deepEqual(capacities.of('bremen'), { nodes: [1, 1], free: { cpu: [3, 4.09375], pods: [999, 750] } });
    assert.equal(members.asked('bremen', 'list', pods), 3);
    assert.deepEqual(told.sort(), ['bremen', 'danzig']);
  });

  it('looks again every minute, and tells only of what is noticeable', async () => {
    await begin();
    await addPods('bremen', 1, '100m');
    told = [];
    await members.step(minute);
    assert.deepEqual([coresIn('bremen'), told], [[7.9], []]);
    await addPods('bremen', 1, '100m');
    await members.step(minute);
    assert.deepEqual([coresIn('bremen'), told], [[7.8], ['bremen']]);
    assert.equal(members.asked('danzig', 'list', pods), 3);
  });

  it('looks again soon when a node changes, and not for one that is merely well', async () => {
    await begin();
    await patchNode('bremen', { metadata: { annotations: { seen: 'now' } } });
    await members.step(5_000);
    assert.equal(members.asked('bremen', 'list', pods), 1);
    told = [];
    await members.step(5_000);
    await patchNode('bremen', { spec: { unschedulable: true } });
    await members.step(2_000);
    assert.deepEqual([members.asked('bremen', 'list', pods), coresIn('bremen'), told], [2, [], ['bremen']]);
    // But not again and again, where nodes come and go.
    await patchNode('bremen', { spec: { unschedulable: false } });
    await members.step(9_999);
    assert.equal(members.asked('bremen', 'list', pods), 2);
    await members.step(1);
    assert.deepEqual([members.asked('bremen', 'list', pods), coresIn('bremen')], [3, [8]]);
  });

  it('gives the same answer until it has looked anew', async () => {
    await begin();
    const first = capacities.of('bremen');
    members.server('bremen').faults.fail({ verb: 'list', type: pods }, lost);
    await members.step(minute);
    assert.equal(capacities.of('bremen'), first);
    await members.step(2_000);
    assert.notEqual(capacities.of('bremen'), first);
    assert.deepEqual(capacities.of('bremen'), first);
  });

  it('heeds at least what it knows of nodes while pods cannot be listed', async () => {
    await begin();
    members.server('bremen').faults.fail({ verb: 'list', type: pods, times: 100 }, lost);
    await members.step(10_000);
    await patchNode('bremen', { spec: { unschedulable: true } });
    await members.step(2_000);
    assert.deepEqual(coresIn('bremen'), []);
  });

  it('knows of nodes that only some pods may run on', async () => {
    const taints = [{ key: 'gpu', effect: 'NoSchedule' }];
    await addNode('bremen', 'node-2', 64, { taints });
    await begin();
    const choice = nodeChoice({ tolerations: [{ key: 'gpu', operator: 'Exists' }] });
    assert.deepEqual(coresIn('bremen'), [8]);
    assert.deepEqual(capacities.of('bremen', choice)?.free['cpu'], [8, 64]);
    told = [];
    await addPods('bremen', 1, 10, { nodeName: 'node-2' });
    await members.step(minute);
    assert.deepEqual([capacities.of('bremen', choice)?.free['cpu'], told], [[8, 54], ['bremen']]);
  });

  it('never lists the pods of a member twice at once, and gives a listing up that takes too long', async () => {
    const { faults } = members.server('bremen');
    faults.hold({ verb: 'list', type: pods });
    await begin();
    await patchNode('bremen', { spec: { unschedulable: true } });
    await patchNode('bremen', { spec: { unschedulable: false } });
    await members.step(minute - 1);
    assert.deepEqual(
      [members.asked('bremen', 'list', pods), coresIn('bremen'), coresIn('danzig')],
      [1, undefined, [8]],
    );
    await members.step(1);
    assert.deepEqual(members.warnings, ['bremen: cannot find out what its nodes have left; will be tried again']);
    await members.step(2_000);
    assert.deepEqual([members.asked('bremen', 'list', pods), coresIn('bremen')], [2, [8]]);
  });

  it('takes half a listing for none', async () => {
    await begin();
    await addPods('bremen', 150, '0.015625');
    const { faults } = members.server('bremen');
    const held = faults.hold({ verb: 'list', type: pods });
    await members.step(minute);
    faults.fail({ verb: 'list', type: pods }, apiError(410, 'Expired'));
    held.release();
    await members.step();
    assert.deepEqual(coresIn('bremen'), [8]);
    await members.step(2_000);
    assert.deepEqual(coresIn('bremen'), [5.65625]);
  });

  it('knows nothing any more after five minutes without an answer, and tells when that is over', async () => {
    await begin();
    members.server('bremen').faults.fail({ verb: 'list', type: pods, times: 100 }, lost);
    told = [];
    for (let passed = 0; passed < 5 * minute - 1_000; passed += 1_000) await members.step(1_000);
    assert.deepEqual([coresIn('bremen'), told], [[8], []]);
    await members.step(1_000);
    assert.deepEqual([coresIn('bremen'), told], [undefined, ['bremen']]);
    assert.equal(members.warnings.length, 1);
    const asked = members.asked('bremen', 'list', pods);
    assert.ok(asked > 4 && asked < 20, `asked ${asked} times`);
  });

  it('asks a member at once that is ready again', async () => {
    await begin();
    await members.setReady('bremen', false);
    const asked = members.asked('bremen', 'list', pods);
    await members.setReady('bremen', true);
    await members.step();
    assert.equal(members.asked('bremen', 'list', pods), asked + 1);
  });

  it('forgets members that leave, and asks those that join', async () => {
    await begin();
    await members.unjoin('bremen');
    assert.equal(capacities.of('bremen'), undefined);
    await members.join('bremen');
    await members.step();
    assert.deepEqual(coresIn('bremen'), [8]);
  });

  it('says once what to do where nodes or pods may not be read', async () => {
    members.server('bremen').faults.fail({ verb: 'list', type: pods, times: 1_000 }, apiError(403, 'Forbidden'));
    await begin();
    for (let round = 0; round < 5; round++) await members.step(minute);
    const rights =
      'its nodes and pods may not be read, so that it is not known what they have left; join the cluster again for the rights';
    assert.deepEqual([coresIn('bremen'), members.warnings], [undefined, [`bremen: ${rights}`]]);
  });

  it('waits as long as a member asks to', async () => {
    members.server('bremen').faults.fail({ verb: 'list', type: pods }, apiError(429, 'TooManyRequests', 30_000));
    await begin();
    await members.step(29_999);
    assert.equal(members.asked('bremen', 'list', pods), 1);
    await members.step(1);
    assert.deepEqual([members.asked('bremen', 'list', pods), coresIn('bremen')], [2, [8]]);
  });
});
