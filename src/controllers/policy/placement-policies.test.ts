import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { KubeObject } from '../../api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import type { RuledObject } from '../../plan/propagate/ruled-object.ts';
import type { Log } from '../../runtime/log.ts';
import { PlacementPolicies } from './placement-policies.ts';

const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const settings: RuledObject = {
  kind: 'FederatedConfigMap',
  namespace: 'shop',
  name: 'settings',
  labels: {},
  isNamespace: false,
};
const spec = { maxClusters: 1 };
const bothTypes = [{ type: clusterPlacementPolicyType }, { type: placementPolicyType }];

function harness(types: ConstructorParameters<typeof SimulatedApiServer>[0]['types'] = bothTypes, namespace?: string) {
  const clock = new SteppingClock();
  const users = connectTo(new SimulatedApiServer({ name: 'host', clock, types }));
  const refusals = { isRefused: false };
  const host = refusing(users, refusals);
  const scope = namespace === undefined ? {} : { namespace };
  const policies = new PlacementPolicies({ host, clock, random: () => 0.5, log, ...scope });
  let isReady = false;
  void policies.ready.then(() => (isReady = true));
  const create = (type: typeof placementPolicyType, metadata: object, content: object = spec) =>
    users.create(type, { metadata, spec: content } as KubeObject);
  const titles = () => policies.of(settings).map(({ title }) => title);
  return { clock, policies, refusals, create, titles, isReady: () => isReady };
}

function refuse(): never {
  const request = { cluster: 'host', method: 'GET', path: '/policies' };
  throw new ApiError({ ...request, status: 403, reason: 'Forbidden', serverMessage: 'not for you' });
}

/** The client, whose watches are forbidden as long as that is said. */
function refusing(client: KubeClient, refusals: { readonly isRefused: boolean }): KubeClient {
  return new Proxy(client, {
    get(target, property) {
      if (refusals.isRefused && property === 'watch') return async () => refuse();
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('PlacementPolicies', () => {
  it('are those of the cluster and of the namespace, once both are read', async () => {
    const { policies, create, titles, isReady } = harness();
    await create(clusterPlacementPolicyType, { name: 'one' });
    await create(placementPolicyType, { name: 'one', namespace: 'shop' });
    await create(placementPolicyType, { name: 'other', namespace: 'harbour' });
    assert.equal(isReady(), false);
    policies.start();
    await settle();
    assert.equal(isReady(), true);
    assert.deepEqual(titles(), ['ClusterPlacementPolicy one', 'PlacementPolicy shop/one']);
    policies.stop();
  });

  it('are those of one namespace in a control plane of one', async () => {
    const { policies, create, titles } = harness(bothTypes, 'shop');
    await create(clusterPlacementPolicyType, { name: 'one' });
    await create(placementPolicyType, { name: 'one', namespace: 'shop' });
    policies.start();
    await settle();
    assert.deepEqual(titles(), ['PlacementPolicy shop/one']);
    policies.stop();
  });

  it('tell which objects a change is about: those selected before, and those selected now', async () => {
    const { policies, create } = harness();
    policies.start();
    await settle();
    const heard: boolean[][] = [];
    policies.subscribe((concerns) => heard.push([settings, { ...settings, namespace: 'harbour' }].map(concerns)));
    await create(placementPolicyType, { name: 'one', namespace: 'harbour' });
    await create(clusterPlacementPolicyType, { name: 'none' }, { ...spec, select: { kinds: ['FederatedSecret'] } });
    await create(clusterPlacementPolicyType, { name: 'broken' }, {});
    await settle();
    assert.deepEqual(heard, [
      [false, true],
      [false, false],
      [true, true],
    ]);
    policies.stop();
  });

  it('are none where the host does not know them', async () => {
    const { policies, titles, isReady } = harness([]);
    policies.start();
    await settle();
    assert.deepEqual([isReady(), titles()], [true, []]);
    policies.stop();
  });

  it('allow nothing new while the host does not let them be read, and are heeded as soon as it does', async () => {
    const { policies, refusals, titles, isReady, create, clock } = harness();
    await create(clusterPlacementPolicyType, { name: 'one' });
    refusals.isRefused = true;
    policies.start();
    await settle();
    assert.equal(isReady(), true);
    const [unreadable] = policies.of(settings);
    assert.match(
      unreadable?.refuses({ name: 'bremen', labels: {}, taints: [] })?.message ?? '',
      /cannot be read: .*not for you/,
    );
    refusals.isRefused = false;
    const heard: boolean[] = [];
    policies.subscribe((concerns) => heard.push(concerns(settings)));
    clock.advance(1_000);
    await settle();
    assert.deepEqual(titles(), ['ClusterPlacementPolicy one']);
    assert.ok(heard.includes(true));
    policies.stop();
  });
});
