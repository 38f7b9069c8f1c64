import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/meta.ts';
import { clusterPlacementPolicyType } from '../../api/placement-policy.ts';
import type { SchedulingPreferenceStatus } from '../../api/scheduling-preference.ts';
import { schedulingPreferenceType } from '../../api/scheduling-preference.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { autoscalers, deployments, federatedDeployments, nodes } from '../testing/simulated-federation.ts';
import { SimulatedWorkloads } from '../testing/simulated-workloads.ts';

const minute = 60_000;
const web = { namespace: 'shop', name: 'web' };
const three = ['bremen', 'danzig', 'luebeck'];
const byWeight = { replicas: { divideBy: 'Weight', total: 12 } } as const;

function leftBy({ decisions }: SchedulingPreferenceStatus): Record<string, string> {
  const [decision] = decisions;
  return Object.fromEntries(
    (decision?.left ?? []).flatMap(({ clusters = [], reason }) => clusters.map((cluster) => [cluster, reason])),
  );
}

function nodeWith(name: string, cpu: string): KubeObject {
  const status = { allocatable: { cpu, pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }] };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status } as KubeObject;
}

describe('the placement scheduler', () => {
  it('gives each cluster its share, and writes nothing but the status of the preference', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    const shares = [{ clusters: [{ name: 'bremen' }], weight: 2 }];
    await shop.schedule({ replicas: { ...byWeight.replicas, shares } });
    await shop.pass(1_000);
    assert.deepEqual(shop.running, { bremen: 6, danzig: 3, luebeck: 3 });
    assert.equal(shop.federated.metadata.generation, 1);
    const { summary, observedGeneration, problem } = shop.scheduleStatus();
    assert.deepEqual([summary, observedGeneration, problem], ['in 3 clusters', 1, undefined]);
  });

  it('decides the same again, and writes nothing, after a while and after a restart', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({ ...byWeight, clusters: { maxClusters: 2 } });
    await shop.pass(minute);
    const versions = () => [shop.federated, shop.preference].map(({ metadata }) => metadata.resourceVersion);
    const before = [shop.running, versions()];
    await shop.pass(2 * minute);
    shop.federation.crash();
    shop.federation.start();
    await shop.pass(5_000);
    assert.deepEqual([shop.running, versions()], before);
  });

  it('leaves clusters for a reason, and lets go of what they have', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.federation.label('luebeck', { region: 'baltic' });
    const groups = [{ name: 'baltic', clusterSelector: { matchLabels: { region: 'baltic' } } }];
    await shop.schedule({ clusters: { groups } });
    await shop.pass(1_000);
    assert.deepEqual(Object.keys(shop.running), ['luebeck']);
    assert.deepEqual(leftBy(shop.scheduleStatus()), { bremen: 'NotInGroup', danzig: 'NotInGroup' });
  });

  it('does not name the many clusters it leaves, and lets go of what they have all the same', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `cluster-${String(index).padStart(2, '0')}`);
    const shop = await SimulatedWorkloads.begin(many);
    assert.equal(Object.keys(shop.running).length, 20);
    await shop.schedule({ clusters: { maxClusters: 2 } });
    await shop.pass(1_000);
    assert.equal(Object.keys(shop.running).length, 2);
    const left = shop.scheduleStatus().decisions[0]?.left.map(({ others, reason }) => [others, reason]);
    assert.deepEqual(left, [[18, 'EnoughClusters']]);
    await shop.federation.unjoin('cluster-07');
    await shop.pass(5_000);
    const { decisions } = shop.scheduleStatus();
    assert.deepEqual([decisions[0]?.left[0]?.others, Object.keys(shop.running).length], [17, 2]);
  });

  it('moves nothing until it has decided', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    const held = shop.federation.host.faults.hold({ verb: 'mergePatch', type: schedulingPreferenceType });
    await shop.schedule({ ...byWeight, clusters: { maxClusters: 1 } });
    await held.arrived;
    await shop.pass(5_000);
    assert.deepEqual(shop.running, { bremen: 1, danzig: 1, luebeck: 1 });
    const message = shop.federated.status?.conditions?.[0]?.message;
    assert.equal(message, 'SchedulingPreference shop/web has not decided yet');
    held.release();
    await shop.pass(5_000);
    assert.deepEqual(Object.values(shop.running), [12]);
  });

  it('follows the template where the preference has no total', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({ replicas: { divideBy: 'Weight' } });
    const { template } = shop.federated.spec ?? {};
    await shop.change({ template: { ...template, spec: { ...(template?.['spec'] as object), replicas: 6 } } });
    await shop.pass(2_000);
    assert.deepEqual(shop.running, { bremen: 2, danzig: 2, luebeck: 2 });
  });

  it('goes everywhere again, with the replicas of the template, once the preference is gone', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({ ...byWeight, clusters: { maxClusters: 1 } });
    await shop.pass(1_000);
    await shop.federation.users.delete(schedulingPreferenceType, web);
    await shop.pass(1_000);
    assert.deepEqual(shop.running, { bremen: 1, danzig: 1, luebeck: 1 });
  });

  it('keeps to what was decided when the preference makes no sense any more, and says what is wrong', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({ ...byWeight, clusters: { maxClusters: 2 } });
    await shop.pass(1_000);
    const before = shop.running;
    await shop.schedule({ clusters: { groups: [{ name: 'all', expression: 'cluster.' }] } });
    await shop.pass(minute);
    assert.deepEqual(shop.running, before);
    assert.match(shop.scheduleStatus().problem ?? '', /^spec\.clusters\.groups\[0\]\.expression: /);
    assert.match(
      shop.federated.status?.conditions?.[0]?.message ?? '',
      /^SchedulingPreference shop\/web cannot be followed/,
    );
  });

  it('says so where nothing is federated as what it is about', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule(byWeight, 'jobs', { kind: 'FederatedJob', name: 'web' });
    await shop.pass(5_000);
    assert.equal(
      shop.scheduleStatus('jobs').problem,
      'spec.target.kind is FederatedJob, and no type is federated as that',
    );
  });

  it('decides about every object it selects, and yields to a preference that names one', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    const spec = { template: { spec: { replicas: 1 } }, placement: { clusterSelector: {} } };
    await shop.create(federatedDeployments, 'db', spec);
    await shop.schedule({ clusters: { maxClusters: 1 } }, 'all', { kind: 'FederatedDeployment', labelSelector: {} });
    await shop.pass(1_000);
    const names = () => shop.scheduleStatus('all').decisions.map(({ name }) => name);
    assert.deepEqual([names(), shop.scheduleStatus('all').summary], [['db', 'web'], '2 objects']);
    await shop.schedule({ clusters: { maxClusters: 2 } });
    await shop.pass(1_000);
    assert.deepEqual([names(), shop.scheduleStatus('all').overruled], [['db'], [{ name: 'web', by: 'web' }]]);
    assert.equal(Object.keys(shop.running).length, 2);
    await shop.federation.users.delete(federatedDeployments, { namespace: 'shop', name: 'db' });
    await shop.pass(5_000);
    assert.deepEqual([names(), shop.scheduleStatus('all').summary], [[], 'no object is selected']);
  });

  it('chooses among what policies allow, and has no say about what they only keep', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule(byWeight);
    await shop.pass(1_000);
    const spec = { denied: { clusters: [{ name: 'luebeck' }] }, maxClusters: 1 };
    await shop.federation.users.create(clusterPlacementPolicyType, { metadata: { name: 'law' }, spec } as KubeObject);
    await shop.pass(5_000);
    const { luebeck, ...others } = shop.running;
    assert.equal(luebeck, 4);
    assert.deepEqual(Object.values(others), [12]);
  });
});

describe('the placement scheduler and clusters that change', () => {
  it('waits for a cluster that is lost, then goes on without it, and stays so when it is back', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule(byWeight);
    await shop.pass(minute);
    shop.federation.setWell('danzig', false);
    await shop.pass(4 * minute);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
    await shop.pass(2 * minute);
    assert.deepEqual(shop.running, { bremen: 6, danzig: 4, luebeck: 6 });
    assert.deepEqual(leftBy(shop.scheduleStatus()), { danzig: 'NotReady' });
    shop.federation.setWell('danzig', true);
    await shop.pass(minute);
    assert.deepEqual(shop.running, { bremen: 6, luebeck: 6 });
  });

  it('gives it back what it had, where that is asked for', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({ ...byWeight, failover: { afterSeconds: 60, whenBack: 'Return' } });
    await shop.pass(minute);
    shop.federation.setWell('danzig', false);
    await shop.pass(3 * minute);
    assert.deepEqual(leftBy(shop.scheduleStatus()), { danzig: 'NotReady' });
    shop.federation.setWell('danzig', true);
    await shop.pass(minute);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
  });

  it('moves nothing while most clusters are lost: more likely the host is cut off', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule(byWeight);
    await shop.pass(minute);
    shop.federation.setWell('danzig', false);
    shop.federation.setWell('bremen', false);
    await shop.pass(20 * minute);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
    assert.deepEqual(leftBy(shop.scheduleStatus()), {});
  });

  it('heeds taints as long as they are not tolerated', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule({
      ...byWeight,
      clusters: { tolerations: [{ key: 'drain', operator: 'Exists', tolerationSeconds: 60 }] },
    });
    await shop.pass(1_000);
    await shop.federation.taint('bremen', [{ key: 'upgrade', effect: 'NoSchedule' }]);
    await shop.pass(2_000);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
    await shop.federation.taint('danzig', [{ key: 'drain', effect: 'NoExecute' }]);
    await shop.pass(50_000);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
    await shop.pass(15_000);
    assert.deepEqual(shop.running, { bremen: 4, luebeck: 8 });
    assert.deepEqual(leftBy(shop.scheduleStatus()), { danzig: 'TaintNotTolerated' });
  });

  it('uses a cluster that joins for what has no place yet, and leaves what runs', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.federation.unjoin('luebeck');
    const shares = [{ max: 4 }];
    await shop.schedule({ replicas: { ...byWeight.replicas, shares } });
    await shop.pass(1_000);
    assert.equal(shop.scheduleStatus().decisions[0]?.unplaced, 4);
    assert.match(shop.federated.status?.conditions?.[0]?.message ?? '', /no room for 4 replicas/);
    await shop.federation.join('luebeck');
    await shop.pass(15_000);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
  });
});

describe('the placement scheduler and what members have', () => {
  it('moves what finds no room, once, and does not send it back', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    shop.setRoom('danzig', 1);
    await shop.schedule(byWeight);
    await shop.pass(30_000);
    assert.deepEqual(shop.running, { bremen: 4, danzig: 4, luebeck: 4 });
    await shop.pass(2 * minute);
    const settled = shop.running;
    assert.deepEqual([settled['danzig'], (settled['bremen'] ?? 0) + (settled['luebeck'] ?? 0)], [1, 11]);
    await shop.pass(5 * minute);
    assert.deepEqual(shop.running, settled);
    assert.deepEqual(
      shop.scheduleStatus().decisions[0]?.limits?.map(({ cluster, replicas }) => [cluster, replicas]),
      [['danzig', 1]],
    );
  });

  it('divides by what nodes have left, and uses what comes to be free for what has no place', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    const { template } = shop.federated.spec ?? {};
    const containers = [{ name: 'web', resources: { requests: { cpu: '1' } } }];
    await shop.change({
      template: { ...template, spec: { ...(template?.['spec'] as object), template: { spec: { containers } } } },
    });
    shop.podSpec = { nodeName: 'first', containers };
    for (const [cluster, cpu] of [
      ['bremen', '2'],
      ['danzig', '4'],
      ['luebeck', '8'],
    ] as const) {
      await connectTo(shop.server(cluster)).create(nodes, nodeWith('first', cpu));
    }
    await shop.schedule({ replicas: { divideBy: 'FreeCapacity', total: 7 } });
    await shop.pass(15_000);
    assert.deepEqual(shop.running, { bremen: 1, danzig: 2, luebeck: 4 });
    await shop.schedule({ replicas: { divideBy: 'FreeCapacity', total: 30 } });
    await shop.pass(15_000);
    const before = shop.running;
    assert.notEqual(shop.scheduleStatus().decisions[0]?.unplaced, 0);
    await connectTo(shop.server('danzig')).create(nodes, nodeWith('second', '32'));
    await shop.pass(2 * minute);
    assert.equal(shop.scheduleStatus().decisions[0]?.unplaced, 0);
    assert.deepEqual([shop.running['bremen'], shop.running['luebeck']], [before['bremen'], before['luebeck']]);
  });

  it('leaves the replicas that an autoscaler of a cluster has set', async () => {
    const shop = await SimulatedWorkloads.begin(three);
    await shop.schedule(byWeight);
    await shop.pass(minute);
    const danzig = connectTo(shop.server('danzig'));
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    await danzig.create(autoscalers, { metadata: web, spec: { scaleTargetRef } } as KubeObject);
    await shop.pass(15_000);
    await danzig.mergePatch(deployments, web, { spec: { replicas: 7 } });
    await shop.pass(15_000);
    assert.equal(shop.running['danzig'], 7);
    const autoscaled = shop.scheduleStatus().decisions[0]?.taken.find(({ reason }) => reason === 'Autoscaled');
    assert.deepEqual([autoscaled?.clusters, autoscaled?.replicas], [['danzig'], undefined]);
    const [bremen = 0, luebeck = 0] = [shop.running['bremen'], shop.running['luebeck']];
    assert.deepEqual([Math.min(bremen, luebeck), Math.max(bremen, luebeck)], [2, 3]);
  });
});
