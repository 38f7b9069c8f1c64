// Placement and overrides as objects of their own: what the controllers make of them, seen in memory and by a stepped clock.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.ts';
import type { FederatedObject, FederatedStatus } from '../api/federated-object.ts';
import { federatedTypeConfigType } from '../api/federated-type-config.ts';
import { defaultPlace, splitTypesOf } from '../api/federated-type.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../api/meta.ts';
import { managedLabel, systemNamespaceDefault } from '../api/names.ts';
import {
  configMaps,
  federatedConfigMaps,
  federatedNamespaces,
  SimulatedFederation,
} from './testing/simulated-federation.ts';

const types = splitTypesOf(configMaps, defaultPlace);
const namespaceTypes = splitTypesOf({ ...configMaps, kind: 'Namespace', plural: 'namespaces' }, defaultPlace);
const shop = { namespace: 'shop', name: 'shop' };
const prices = { namespace: 'shop', name: 'prices' };
const everywhere = { clusterSelector: {} };
const inBremen = { clusters: [{ name: 'bremen' }] };
/** What the host does not serve. */
const nothing = { kind: 'FederatedNothing', plural: 'federatednothings' };
const template = { data: { a: '1' } };

/** A federation of bremen and danzig with split types, its controllers started. */
async function begin(namespacePlacement: JsonObject = everywhere): Promise<SimulatedFederation> {
  const federation = new SimulatedFederation(['bremen', 'danzig'], true);
  await federation.setUp('shop', {}, true);
  await federation.users.create(federatedNamespaces, { metadata: shop, spec: {} } as KubeObject);
  await put(federation, namespaceTypes.placement, { placement: namespacePlacement }, shop);
  federation.start();
  await federation.step(1_000);
  return federation;
}

/** Creates an object, or sets what its spec says. */
async function put(
  federation: SimulatedFederation,
  type: ResourceType,
  spec: JsonObject,
  ref: ObjectRef = prices,
): Promise<void> {
  const { users } = federation;
  const isThere = federation.host.list(type, {}).some(({ metadata }) => metadata.name === ref.name);
  if (isThere) await users.mergePatch(type, ref, { spec });
  else await users.create(type, { metadata: ref, spec } as KubeObject);
  await pass(federation);
}

async function remove(federation: SimulatedFederation, type: ResourceType, ref: ObjectRef = prices): Promise<void> {
  await federation.users.delete(type, ref);
  await pass(federation);
}

async function pass(federation: SimulatedFederation): Promise<void> {
  for (let step = 0; step < 4; step++) await federation.step(2_500);
}

/** Has a type's placements be looked for among objects of another kind. */
async function splitBy(
  federation: SimulatedFederation,
  name: string,
  { kind, plural: pluralName }: Pick<ResourceType, 'kind' | 'plural'>,
): Promise<void> {
  const ref = { namespace: systemNamespaceDefault, name };
  await federation.users.mergePatch(federatedTypeConfigType, ref, { spec: { placementType: { kind, pluralName } } });
  await pass(federation);
}

/** What each member has of the object that is Hansa's. */
function dataIn({ members }: SimulatedFederation): Record<string, unknown> {
  const all = [...members].map(([name, server]) => {
    const [found] = server.list(configMaps, { labelSelector: `${managedLabel}=true` });
    return [name, (found as { data?: unknown } | undefined)?.data] as const;
  });
  return Object.fromEntries(all.filter(([, data]) => data !== undefined));
}

function statusOf({ host }: SimulatedFederation): FederatedStatus | undefined {
  return (host.get(federatedConfigMaps, prices) as FederatedObject).status;
}

function reasonOf(federation: SimulatedFederation): string | undefined {
  return statusOf(federation)?.conditions?.[0]?.reason;
}

function overriding(value: string): JsonObject {
  return { overrides: [{ clusterName: 'danzig', clusterOverrides: [{ path: '/data/a', value }] }] };
}

/** The version of everything in the host and the members: it moves with each write. */
function versions({ host, members }: SimulatedFederation): string[] {
  const objects = [...host.list(federatedConfigMaps, {}), ...host.list(federatedNamespaces, {})];
  for (const server of members.values()) objects.push(...server.list(configMaps, {}));
  return objects.map(({ metadata }) => metadata.resourceVersion ?? '');
}

describe('split forms', () => {
  it('propagate together, in whatever order they come, and each change counts', async () => {
    const federation = await begin();
    await put(federation, types.override, overriding('2'));
    await put(federation, types.placement, { placement: everywhere });
    await put(federation, federatedConfigMaps, { template });
    assert.deepEqual(dataIn(federation), { bremen: { a: '1' }, danzig: { a: '2' } });
    await put(federation, types.override, overriding('3'));
    assert.deepEqual(dataIn(federation), { bremen: { a: '1' }, danzig: { a: '3' } });
    await put(federation, types.placement, { placement: inBremen });
    assert.deepEqual(dataIn(federation), { bremen: { a: '1' } });
    await put(federation, federatedConfigMaps, { template: { data: { a: '7' } } });
    assert.deepEqual(dataIn(federation), { bremen: { a: '7' } });
  });

  it('tell in the status which of their generations were taken in', async () => {
    const federation = await begin();
    await put(federation, federatedConfigMaps, { template });
    const observed = () => {
      const { observedGeneration, observedPlacementGeneration, observedOverrideGeneration } = statusOf(federation)!;
      return [observedGeneration, observedPlacementGeneration, observedOverrideGeneration];
    };
    assert.deepEqual(observed(), [1, undefined, undefined]);
    await put(federation, types.placement, { placement: everywhere });
    await put(federation, types.override, overriding('2'));
    assert.deepEqual(observed(), [1, 1, 1]);
    await put(federation, types.override, overriding('3'));
    assert.deepEqual(observed(), [1, 1, 2]);
    await remove(federation, types.override);
    assert.deepEqual(observed(), [1, 1, undefined]);
    assert.deepEqual(dataIn(federation), { bremen: { a: '1' }, danzig: { a: '1' } });
  });

  it('change nothing while they contradict the object, and go on when they do not any more', async () => {
    const federation = await begin();
    await put(federation, federatedConfigMaps, { template, placement: everywhere });
    const before = dataIn(federation);
    await put(federation, types.placement, { placement: inBremen });
    await put(federation, federatedConfigMaps, { template: { data: { a: '9' } } });
    assert.equal(reasonOf(federation), 'ConflictingForms');
    assert.match(statusOf(federation)?.conditions?.[0]?.message ?? '', /^spec\.placement is set both here and in/);
    assert.equal(statusOf(federation)?.observedPlacementGeneration, 1);
    assert.deepEqual(dataIn(federation), before);
    await put(federation, federatedConfigMaps, { placement: null });
    assert.equal(reasonOf(federation), undefined);
    assert.deepEqual(dataIn(federation), { bremen: { a: '9' } });
  });

  it('mean no placement where the Placement object is gone, and not before', async () => {
    const federation = await begin();
    await put(federation, federatedConfigMaps, { template });
    await put(federation, types.placement, { placement: everywhere });
    const hold = { metadata: { finalizers: ['test/hold'] } };
    await federation.users.mergePatch(types.placement, prices, hold);
    await remove(federation, types.placement);
    assert.deepEqual(Object.keys(dataIn(federation)), ['bremen', 'danzig']);
    await federation.users.mergePatch(types.placement, prices, { metadata: { finalizers: null } });
    await pass(federation);
    assert.deepEqual(dataIn(federation), {});
    assert.equal(reasonOf(federation), undefined);
  });

  it('write nothing at a restart', async () => {
    const federation = await begin();
    await put(federation, types.placement, { placement: everywhere });
    await put(federation, types.override, overriding('2'));
    await put(federation, federatedConfigMaps, { template });
    const before = versions(federation);
    federation.crash();
    federation.start();
    await pass(federation);
    await pass(federation);
    assert.deepEqual(versions(federation), before);
  });

  it('decide nothing while the host does not serve one of their types', async () => {
    const federation = await begin();
    await put(federation, types.placement, { placement: everywhere });
    await put(federation, federatedConfigMaps, { template });
    const before = dataIn(federation);
    await splitBy(federation, 'configmaps', nothing);
    await put(federation, federatedConfigMaps, { template: { data: { a: '5' } } });
    assert.deepEqual(dataIn(federation), before);
    await splitBy(federation, 'configmaps', types.placement);
    assert.deepEqual(dataIn(federation), { bremen: { a: '5' }, danzig: { a: '5' } });
  });

  it('decide nothing in any namespace while the host does not serve those of FederatedNamespaces', async () => {
    const federation = await begin();
    await put(federation, federatedConfigMaps, { template, placement: everywhere });
    const before = dataIn(federation);
    await splitBy(federation, 'namespaces', nothing);
    await put(federation, federatedConfigMaps, { template: { data: { a: '5' } } });
    assert.deepEqual(dataIn(federation), before);
    await splitBy(federation, 'namespaces', namespaceTypes.placement);
    assert.deepEqual(dataIn(federation), { bremen: { a: '5' }, danzig: { a: '5' } });
  });

  it('bound what is in a namespace where its FederatedNamespace is split', async () => {
    const federation = await begin(inBremen);
    await put(federation, types.placement, { placement: everywhere });
    await put(federation, federatedConfigMaps, { template });
    assert.deepEqual(Object.keys(dataIn(federation)), ['bremen']);
    await put(federation, namespaceTypes.placement, { placement: { clusters: null, ...everywhere } }, shop);
    assert.deepEqual(Object.keys(dataIn(federation)), ['bremen', 'danzig']);
    await put(federation, federatedNamespaces, { placement: inBremen }, shop);
    assert.equal(reasonOf(federation), 'ComputePlacementFailed');
    assert.match(
      statusOf(federation)?.conditions?.[0]?.message ?? '',
      /^in the FederatedNamespace: spec\.placement is set both/,
    );
    assert.deepEqual(Object.keys(dataIn(federation)), ['bremen', 'danzig']);
  });
});
