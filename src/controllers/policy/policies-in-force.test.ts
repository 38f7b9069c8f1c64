import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject } from '../../api/federated-object.ts';
import type { KubeObject } from '../../api/meta.ts';
import { clusterPlacementPolicyType } from '../../api/placement-policy.ts';
import { isNotFound } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import {
  configMaps,
  federatedConfigMaps,
  federatedNamespaces,
  SimulatedFederation,
} from '../testing/simulated-federation.ts';

const prices = { namespace: 'shop', name: 'prices' };
const everywhere = { clusterSelector: {} };
const notDanzig = { denied: { clusters: [{ name: 'danzig' }] } };

/** A federation of bremen and danzig that has had prices everywhere, whose controllers have stopped. */
async function begin(): Promise<SimulatedFederation> {
  const federation = new SimulatedFederation(['bremen', 'danzig'], false);
  await federation.setUp('shop');
  const { users } = federation;
  await users.create(federatedNamespaces, {
    metadata: { namespace: 'shop', name: 'shop' },
    spec: { placement: everywhere },
  } as KubeObject);
  await users.create(federatedConfigMaps, {
    metadata: prices,
    spec: { template: { data: { herring: '3' } }, placement: everywhere },
  } as KubeObject);
  federation.start();
  await pass(federation, 20_000);
  assert.equal(await isIn(federation, 'danzig'), true);
  federation.crash();
  return federation;
}

async function pass(federation: SimulatedFederation, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 1_000) await federation.step(1_000);
}

async function isIn(federation: SimulatedFederation, cluster: string): Promise<boolean> {
  const member = connectTo(federation.members.get(cluster)!);
  return member.get(configMaps, prices).then(
    () => true,
    (error: unknown) => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );
}

async function law(federation: SimulatedFederation, name: string, spec: object): Promise<void> {
  await federation.users.create(clusterPlacementPolicyType, { metadata: { name }, spec } as KubeObject);
}

async function excluded({ users }: SimulatedFederation): Promise<string[]> {
  const { status } = await users.get<FederatedObject>(federatedConfigMaps, prices);
  return (status?.excluded ?? []).map(({ cluster, reason, kept }) => `${cluster}: ${reason}${kept ? ', kept' : ''}`);
}

/** Nobody knows what danzig has: it is away, and the status has lost what it said. */
async function forgetDanzig(federation: SimulatedFederation): Promise<void> {
  federation.setWell('danzig', false);
  federation.start();
  await pass(federation, 60_000);
  federation.crash();
  await federation.users.mergePatch(
    federatedConfigMaps,
    prices,
    { status: { clusters: [] } },
    { subresource: 'status' },
  );
}

describe('policies in force', () => {
  it('keep what turns out to be in a cluster only when it comes back', async () => {
    const federation = await begin();
    await forgetDanzig(federation);
    await law(federation, 'law', notDanzig);
    federation.start();
    await pass(federation, 60_000);
    assert.deepEqual(await excluded(federation), ['danzig: Denied']);
    federation.setWell('danzig', true);
    await pass(federation, 60_000);
    assert.deepEqual(await excluded(federation), ['danzig: Denied, kept']);
    assert.equal(await isIn(federation, 'danzig'), true);
  });

  it('remove what turns out to be there when they say so', async () => {
    const federation = await begin();
    await forgetDanzig(federation);
    await law(federation, 'law', { ...notDanzig, whenNoLongerAllowed: 'Remove' });
    federation.start();
    await pass(federation, 60_000);
    assert.equal(await isIn(federation, 'danzig'), true);
    federation.setWell('danzig', true);
    await pass(federation, 60_000);
    assert.deepEqual(await excluded(federation), ['danzig: Denied']);
    assert.equal(await isIn(federation, 'danzig'), false);
  });

  it('do not bring to a cluster what was never there', async () => {
    const federation = await begin();
    await federation.users.delete(federatedConfigMaps, prices);
    federation.start();
    await pass(federation, 20_000);
    federation.setWell('danzig', false);
    await pass(federation, 60_000);
    await federation.users.create(federatedConfigMaps, {
      metadata: prices,
      spec: { template: { data: { herring: '3' } }, placement: everywhere },
    } as KubeObject);
    await pass(federation, 20_000);
    await law(federation, 'law', notDanzig);
    federation.setWell('danzig', true);
    await pass(federation, 60_000);
    assert.deepEqual(await excluded(federation), ['danzig: Denied']);
    assert.equal(await isIn(federation, 'danzig'), false);
  });

  it('remove nothing at a restart while one of them makes no sense', async () => {
    const federation = await begin();
    await law(federation, 'law', { allowed: { expression: '' }, whenNoLongerAllowed: 'Remove' });
    federation.start();
    await pass(federation, 60_000);
    assert.deepEqual(await excluded(federation), ['bremen: PolicyBroken, kept', 'danzig: PolicyBroken, kept']);
    assert.deepEqual([await isIn(federation, 'bremen'), await isIn(federation, 'danzig')], [true, true]);
  });
});
