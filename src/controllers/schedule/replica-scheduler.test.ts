import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/meta.ts';
import { clusterPlacementPolicyType } from '../../api/placement-policy.ts';
import { replicaSchedulingPreferenceType } from '../../api/replica-scheduling-preference.ts';
import { ApiError } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { deployments, federatedDeployments, pods } from '../testing/simulated-federation.ts';
import { SimulatedWorkloads } from '../testing/simulated-workloads.ts';

const minute = 60_000;
const web = { namespace: 'shop', name: 'web' };
const [two, three] = [
  ['bremen', 'danzig'],
  ['bremen', 'danzig', 'luebeck'],
];
const forbidden = new ApiError({
  cluster: 'danzig',
  method: 'GET',
  path: '/api/v1/pods',
  status: 403,
  reason: 'Forbidden',
  serverMessage: 'no',
});

describe('the replica scheduler', () => {
  it('places by name, and gives each cluster its share', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.prefer({ clusters: { '*': { weight: 1 }, bremen: { weight: 2 } } });
    assert.deepEqual(Object.entries(shop.assigned), [
      ['bremen', 6],
      ['danzig', 3],
      ['luebeck', 3],
    ]);
    await shop.prefer({ totalReplicas: 4, rebalance: true, clusters: { luebeck: { weight: 1 } } });
    assert.deepEqual(shop.assigned, { bremen: 0, danzig: 0, luebeck: 4 });
  });

  it('writes once, and nothing when all is as it should be', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    const { generation } = shop.federated.metadata;
    assert.equal(generation, 2);
    await shop.pass(2 * minute);
    await shop.prefer({ rebalance: true });
    assert.equal(shop.federated.metadata.generation, generation);
  });

  it('puts back what somebody else changes', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    await shop.change({ placement: { clusters: [{ name: 'danzig' }] }, overrides: [] });
    await shop.pass();
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });

  it('is not overtaken by a change of the object while it divides', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    const held = shop.federation.host.faults.hold({ verb: 'mergePatch', type: federatedDeployments });
    await shop.prefer({});
    await held.arrived;
    const image = { path: '/metadata/labels', value: { tier: 'front' } };
    await shop.change({ overrides: [{ clusterName: 'danzig', clusterOverrides: [image] }] });
    held.release();
    await shop.pass(3_000);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    assert.deepEqual(shop.federated.spec?.overrides?.[0]?.clusterOverrides?.[0], image);
  });

  it('divides anew when clusters join, and keeps what runs', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.federation.unjoin('luebeck');
    await shop.prefer({});
    await shop.pass(2 * minute);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await connectTo(shop.server('luebeck')).delete(deployments, web);
    await shop.federation.join('luebeck');
    await shop.pass(15_000);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await shop.pass(15_000);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6, luebeck: 0 });
    await shop.prefer({ rebalance: true });
    assert.deepEqual(shop.assigned, { bremen: 4, danzig: 4, luebeck: 4 });
  });

  it('divides among the clusters that policies allow', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    const spec = { denied: { clusters: [{ name: 'luebeck' }] }, whenNoLongerAllowed: 'Remove' };
    await shop.federation.users.create(clusterPlacementPolicyType, { metadata: { name: 'law' }, spec } as KubeObject);
    await shop.prefer({ rebalance: true });
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await shop.federation.users.delete(clusterPlacementPolicyType, { namespace: '', name: 'law' });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 4, danzig: 4, luebeck: 4 });
  });

  it('leaves everything as it is once the preference is gone', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    await shop.federation.users.delete(replicaSchedulingPreferenceType, web);
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await shop.change({ placement: { clusters: [{ name: 'danzig' }] } });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { danzig: 6 });
  });

  it('does nothing when its feature gate is off', async () => {
    const featureGates = [{ name: 'SchedulerPreferences', configuration: 'Disabled' }];
    const shop = await SimulatedWorkloads.begin(two, { featureGates });
    await shop.prefer({});
    await shop.pass(2 * minute);
    assert.equal(shop.federated.metadata.generation, 1);
  });
});

describe('the replica scheduler and clusters that are not ready', () => {
  it('lets a cluster keep what it has until it has been away for long, and divides what is added', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.prefer({});
    await shop.pass(minute);
    shop.federation.setWell('danzig', false);
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 4, danzig: 4, luebeck: 4 });
    await shop.prefer({ totalReplicas: 16 });
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 4, luebeck: 6 });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 8, luebeck: 8 });
  });

  it('does not take back what was moved when the cluster is there again, unless it may', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    await shop.pass(minute);
    shop.federation.setWell('danzig', false);
    await shop.pass(3 * minute);
    assert.deepEqual(shop.assigned, { bremen: 12 });
    shop.federation.setWell('danzig', true);
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    await shop.prefer({ rebalance: true });
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });

  it('moves nothing for a cluster that is back in time', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    const { generation } = shop.federated.metadata;
    shop.federation.setWell('danzig', false);
    await shop.pass(minute);
    shop.federation.setWell('danzig', true);
    await shop.pass(3 * minute);
    assert.equal(shop.federated.metadata.generation, generation);
  });

  it('begins its patience anew when the controllers do', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    shop.federation.setWell('danzig', false);
    await shop.pass(minute);
    shop.federation.crash();
    shop.federation.start();
    await shop.pass(50_000);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12 });
  });

  it('leaves everything where it is when no cluster is ready', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    for (const name of two) shop.federation.setWell(name, false);
    await shop.pass(5 * minute);
    await shop.prefer({ totalReplicas: 3 });
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });

  it('waits for what it has not read yet also when there is nothing', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.pass(minute);
    shop.federation.crash();
    await connectTo(shop.server('bremen')).delete(deployments, web);
    const held = shop.server('bremen').faults.hold({ verb: 'watch', type: deployments });
    shop.federation.start();
    await shop.prefer({ rebalance: true });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, {});
    held.release();
    await shop.pass(1_000);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });

  it('knows members by what they have, not by what it has not read yet', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({ clusters: { bremen: { weight: 1 } } });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    shop.federation.crash();
    const held = shop.server('bremen').faults.hold({ verb: 'watch', type: deployments });
    shop.federation.start();
    await shop.prefer({});
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    held.release();
    await shop.pass(1_000);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    await shop.prefer({ totalReplicas: 14 });
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 2 });
  });
});

describe('the replica scheduler and what is being removed', () => {
  it('does not count it where somebody deletes it', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({ clusters: { bremen: { weight: 1 } } });
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    const there = connectTo(shop.server('bremen'));
    await there.mergePatch(deployments, web, { metadata: { finalizers: ['test/hold'] } });
    await there.delete(deployments, web);
    await shop.pass();
    await shop.prefer({ clusters: { '*': { weight: 1 }, bremen: { weight: 1 } } });
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });

  it('does not count it where it is not placed any more', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({ clusters: { bremen: { weight: 1 } } });
    await shop.pass(minute);
    await shop.prefer({});
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
    const held = shop.server('bremen').faults.hold({ verb: 'delete', type: deployments });
    await shop.change({ placement: { clusters: [{ name: 'danzig' }] } });
    await shop.pass();
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    held.release();
  });
});

describe('the replica scheduler and clusters without room', () => {
  it('gives others what finds no room for a minute, and takes it for the room there is', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    shop.setRoom('danzig', 2);
    await shop.prefer({});
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
    await shop.pass(20_000);
    assert.deepEqual(shop.assigned, { bremen: 10, danzig: 2 });
    await shop.pass(5 * minute);
    assert.deepEqual(shop.assigned, { bremen: 10, danzig: 2 });
  });

  it('comes to rest however long pods take to start', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    shop.startMs = 90_000;
    shop.setRoom('danzig', 2);
    await shop.prefer({});
    await shop.pass(2 * minute);
    assert.deepEqual(shop.assigned, { bremen: 10, danzig: 2 });
    const { generation } = shop.federated.metadata;
    await shop.pass(5 * minute);
    assert.equal(shop.federated.metadata.generation, generation);
  });

  it('comes to rest where there is no room for a minimum', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    shop.setRoom('danzig', 2);
    await shop.prefer({ clusters: { '*': { weight: 1 }, danzig: { minReplicas: 5 } } });
    await shop.pass(2 * minute);
    assert.deepEqual(shop.assigned, { bremen: 10, danzig: 5 });
    const { generation } = shop.federated.metadata;
    await shop.pass(5 * minute);
    assert.equal(shop.federated.metadata.generation, generation);
  });

  it('looks again at pods that may yet find room, whichever cluster they are in', async () => {
    for (const full of two) {
      const shop = await SimulatedWorkloads.begin(two);
      shop.setRoom(full, 0);
      await shop.prefer({});
      await shop.pass(80_000);
      assert.deepEqual(shop.assigned, { bremen: 12, danzig: 12, [full]: 0 });
    }
  });

  it('keeps asking for room when replicas may move, and uses it when there is', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    shop.setRoom('danzig', 2);
    await shop.prefer({ rebalance: true });
    await shop.pass(2 * minute);
    assert.deepEqual(shop.assigned, { bremen: 10, danzig: 6 });
    shop.setRoom('danzig', 10);
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 6, danzig: 6 });
  });
});

describe('the replica scheduler and what it cannot count', () => {
  const unlimited = { type: pods, verb: 'list', times: Infinity } as const;

  it('leaves it as it is, divides the rest, and goes on when it can', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({});
    await shop.pass(minute);
    shop.server('danzig').faults.fail({ ...unlimited, times: 3 }, forbidden);
    shop.setRoom('danzig', 5);
    await shop.pass(1_000);
    const clusters = { '*': { weight: 1 }, danzig: { weight: 3 } };
    await shop.prefer({ totalReplicas: 20, clusters, rebalance: true });
    assert.deepEqual(shop.assigned, { bremen: 14, danzig: 6 });
    await shop.pass(10_000);
    assert.deepEqual(shop.assigned, { bremen: 5, danzig: 15 });
  });

  it('divides nothing before it has counted once, and says why', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    shop.server('danzig').faults.fail({ ...unlimited, times: 4 }, forbidden);
    shop.setRoom('danzig', 0);
    await shop.pass(minute);
    await shop.prefer({});
    await shop.pass(1_000);
    assert.deepEqual(shop.assigned, {});
    assert.match(shop.complaints.join(), /not known what danzig has, so that nothing is divided yet: .*403 no/);
    await shop.pass(minute);
    assert.deepEqual(shop.assigned, { bremen: 12, danzig: 0 });
  });
});

describe('the replica scheduler and clusterSelectors', () => {
  const baltic = { clusterSelector: { matchLabels: { sea: 'baltic' } } };

  it('divides among those they select when told to', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.change({ placement: baltic });
    await shop.prefer({ intersectWithClusterSelector: true });
    assert.deepEqual(shop.assigned, {});
    for (const name of ['danzig', 'luebeck']) await shop.federation.label(name, { sea: 'baltic' });
    await shop.pass(1_000);
    assert.deepEqual(shop.assigned, { danzig: 6, luebeck: 6 });
    await shop.changeNamespace({ placement: { clusterSelector: { matchLabels: { sea: 'north' } } } });
    await shop.pass();
    await shop.federation.label('luebeck', { sea: 'north' });
    await shop.pass();
    assert.deepEqual(shop.assigned, { danzig: 6, luebeck: 6 });
    await shop.changeNamespace({ placement: baltic });
    await shop.pass();
    assert.deepEqual(shop.assigned, { danzig: 12 });
  });

  it('says when they mean nothing', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.change({ placement: { clusterSelector: { matchExpressions: [{ key: 'sea', operator: 'Near' }] } } });
    await shop.prefer({ intersectWithClusterSelector: true });
    assert.match(shop.complaints.join(), /spec\.placement\.clusterSelector.*"Near"/);
    assert.equal(shop.federated.metadata.generation, 2);
  });
});

describe('the replica scheduler and preferences that make no sense', () => {
  it('says which kinds it knows', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({ targetKind: 'Deployment' });
    assert.match(shop.complaints.join(), /spec.targetKind is "Deployment", but has to be FederatedDeployment or/);
  });

  it('leaves overrides alone that mean nothing', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    const twice = { clusterName: 'danzig', clusterOverrides: [] };
    await shop.change({ overrides: [twice, twice] });
    await shop.prefer({});
    assert.match(shop.complaints.join(), /the overrides of the FederatedDeployment: cluster "danzig" appears more/);
    assert.equal(shop.federated.metadata.generation, 2);
  });

  it('waits for an object that is not there yet', async () => {
    const shop = await SimulatedWorkloads.begin(two);
    await shop.prefer({ targetKind: 'FederatedReplicaSet' });
    assert.deepEqual([shop.complaints, shop.assigned], [[], {}]);
  });
});
