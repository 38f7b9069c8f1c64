import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ResourceType } from '../../api/meta.ts';
import { ApiError } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { SimulatedMembers } from '../testing/simulated-members.ts';
import { Autoscalers } from './autoscalers.ts';

const autoscalerType: ResourceType = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};
const deployments = { group: 'apps', kind: 'Deployment' };
const web = { namespace: 'shop', name: 'web' };

describe('Autoscalers', () => {
  let members: SimulatedMembers;
  let told: string[];

  beforeEach(async () => {
    members = await SimulatedMembers.begin(['bremen'], [{ type: autoscalerType }]);
    told = [];
  });

  function follow(registry: SimulatedMembers, namespace?: string): Autoscalers {
    const { clock, log } = registry;
    const scope = namespace === undefined ? {} : { namespace };
    const autoscalers = new Autoscalers({ registry: registry.registry, clock, random: () => 0.5, log, ...scope });
    autoscalers.subscribe((cluster, scaled) => {
      const what = scaled ? `${scaled.kind} ${scaled.namespace}/${scaled.name}` : 'all';
      told.push(`${cluster}: ${what}: ${autoscalers.isAutoscaled(cluster, deployments, web)}`);
    });
    autoscalers.want(true);
    return autoscalers;
  }

  function scale(name: string, target: object = {}, namespace = 'shop'): Promise<void> {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', ...target };
    return members.create('bremen', autoscalerType, { metadata: { namespace, name }, spec: { scaleTargetRef } });
  }

  async function retarget(name: string, target: string): Promise<void> {
    const patch = { spec: { scaleTargetRef: { name: target } } };
    await connectTo(members.server('bremen')).mergePatch(autoscalerType, { namespace: 'shop', name }, patch);
    await members.step();
  }

  async function remove(name: string): Promise<void> {
    await connectTo(members.server('bremen')).delete(autoscalerType, { namespace: 'shop', name });
    await members.step();
  }

  it('know nothing before they are wanted, nor of other clusters, nor after', async () => {
    const autoscalers = follow(members);
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), undefined);
    await members.step();
    assert.deepEqual(told, ['bremen: all: false']);
    assert.equal(autoscalers.isAutoscaled('danzig', deployments, web), undefined);
    autoscalers.want(false);
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), undefined);
  });

  it('tell those that are scaled by group, kind, namespace and name', async () => {
    await scale('a');
    await scale('b', { apiVersion: 'v1', kind: 'ReplicationController' });
    const autoscalers = follow(members);
    await members.step();
    const is = (group: string, kind: string, namespace: string, name: string) =>
      autoscalers.isAutoscaled('bremen', { group, kind }, { namespace, name });
    assert.deepEqual(
      [
        is('apps', 'Deployment', 'shop', 'web'),
        is('', 'ReplicationController', 'shop', 'web'),
        is('x.test', 'Deployment', 'shop', 'web'),
        is('apps', 'ReplicaSet', 'shop', 'web'),
        is('apps', 'Deployment', 'harbour', 'web'),
        is('apps', 'Deployment', 'shop', 'other'),
      ],
      [true, true, false, false, false, false],
    );
  });

  it('tell of an object that comes to be scaled, and that is scaled no more', async () => {
    follow(members);
    await members.step();
    told = [];
    await scale('one');
    await members.step();
    await scale('two');
    await remove('one');
    await retarget('two', 'other');
    await remove('two');
    assert.deepEqual(told, [
      'bremen: Deployment shop/web: true',
      'bremen: Deployment shop/web: false',
      'bremen: Deployment shop/other: false',
      'bremen: Deployment shop/other: false',
    ]);
  });

  it('are those of one namespace in a control plane of one', async () => {
    await scale('one');
    const autoscalers = follow(members, 'harbour');
    await members.step();
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), false);
  });

  it('are none where the member does not serve them', async () => {
    members = await SimulatedMembers.begin(['bremen'], []);
    const autoscalers = follow(members);
    await members.step();
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), false);
    await members.step(60_000);
    assert.deepEqual([told, members.warnings], [['bremen: all: false'], []]);
  });

  it('are not known where they may not be read, which is said once', async () => {
    const request = { cluster: 'bremen', method: 'WATCH', path: '/apis', status: 403, reason: 'Forbidden' };
    const { faults } = members.server('bremen');
    faults.fail({ verb: 'watch', times: 3 }, new ApiError({ ...request, serverMessage: 'not for you' }));
    const autoscalers = follow(members);
    await members.step();
    await members.step(200);
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), undefined);
    assert.deepEqual(members.warnings, ['bremen: cannot read its HorizontalPodAutoscalers; will be tried again']);
    for (let round = 0; round < 3; round++) await members.step(1_000);
    assert.equal(autoscalers.isAutoscaled('bremen', deployments, web), false);
    autoscalers.stop();
  });
});
