// What users of KubeFed know, by sections of docs/compatibility.md, where one needs the controllers to see it and no real API server.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.ts';
import type { FederatedObject } from '../api/federated-object.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../api/federated-type-config.ts';
import { kubeFedClusterType } from '../api/kubefed-cluster.ts';
import { kubeFedConfigType } from '../api/kubefed-config.ts';
import { qualifiedPlural, type KubeObject, type ObjectRef, type ResourceType } from '../api/meta.ts';
import {
  configName,
  managedLabel,
  syncFinalizer,
  systemNamespaceDefault as systemNamespace,
  typeConfigFinalizer,
} from '../api/names.ts';
import { ApiError } from '../kube/errors.ts';
import {
  configMaps,
  federatedConfigMaps,
  federatedNamespaces,
  SimulatedFederation,
} from './testing/simulated-federation.ts';

const events: ResourceType = { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true };
const namespaces: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};
const shop = { namespace: 'shop', name: 'shop' };
const prices = { namespace: 'shop', name: 'prices' };
const everywhere = { clusterSelector: {} };
const managed = { labelSelector: `${managedLabel}=true` };
const hold = { metadata: { finalizers: ['test/hold'] } };

interface EventObject extends KubeObject {
  readonly involvedObject: { readonly kind?: string; readonly name: string };
  readonly source: { readonly component: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** A federation of bremen and danzig whose namespace shop is everywhere, with its controllers started unless told otherwise. */
async function begin(prepare?: (federation: SimulatedFederation) => Promise<unknown>): Promise<SimulatedFederation> {
  const federation = new SimulatedFederation(['bremen', 'danzig'], false);
  await federation.setUp('shop');
  await create(federation, federatedNamespaces, shop, { placement: everywhere });
  await prepare?.(federation);
  federation.start();
  await federation.step(1_000);
  return federation;
}

/** Lets time go on in small steps: what is put off while time leaps comes only after it. */
async function pass(federation: SimulatedFederation, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 5_000) await federation.step(5_000);
}

function create({ users }: SimulatedFederation, type: ResourceType, ref: ObjectRef, spec: JsonObject) {
  return users.create(type, { metadata: ref, spec } as KubeObject);
}

async function federate(federation: SimulatedFederation, spec: JsonObject = {}): Promise<void> {
  await create(federation, federatedConfigMaps, prices, {
    template: { data: { a: '1' } },
    placement: everywhere,
    ...spec,
  });
  await pass(federation, 10_000);
}

/** Has a member refuse the next writes of an object. */
function refuse(federation: SimulatedFederation, member: string, verb: 'apply' | 'delete', times = 100): void {
  const request = { cluster: member, method: 'PATCH', path: '/' };
  const error = new ApiError({ ...request, status: 403, reason: 'Forbidden', serverMessage: 'not allowed' });
  federation.members.get(member)!.faults.fail({ verb, type: configMaps, times }, error);
}

function federated({ host }: SimulatedFederation): FederatedObject {
  return host.get(federatedConfigMaps, prices);
}

/** Members that have the object, managed. */
function whereIs({ members }: SimulatedFederation, options: object = managed): string[] {
  return [...members].filter(([, server]) => server.list(configMaps, options).length > 0).map(([name]) => name);
}

/** Events about an object, in the order they came. */
function eventsAbout({ host }: SimulatedFederation, name: string): string[] {
  return (host.list(events, {}) as EventObject[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, source, message }) => `${source.component} ${type} ${reason}: ${message}`);
}

function typeConfig({ host }: SimulatedFederation, name: string): FederatedTypeConfig {
  return host.get(federatedTypeConfigType, inSystem(name)) as FederatedTypeConfig;
}

function inSystem(name: string): ObjectRef {
  return { namespace: systemNamespace, name };
}

async function changeType(federation: SimulatedFederation, name: string, patch: JsonObject): Promise<void> {
  await federation.users.mergePatch(federatedTypeConfigType, inSystem(name), patch);
  await federation.step(1_000);
}

describe('4: events of KubeFedClusters', () => {
  it('tell of a probe without a good answer, once', async () => {
    const federation = await begin();
    federation.setWell('bremen', false);
    await pass(federation, 60_000);
    assert.deepEqual(eventsAbout(federation, 'bremen'), [
      'kubefedcluster-controller Warning RetrievingClusterHealthFailed: ' +
        'Failed to retrieve health of the cluster: /healthz answered 500: unwell',
    ]);
    assert.deepEqual(eventsAbout(federation, 'danzig'), []);
  });

  it('tell of one that no connection can be made of', async () => {
    const federation = await begin((one) =>
      create(one, kubeFedClusterType, inSystem('lost'), { apiEndpoint: 'lost.test', secretRef: { name: 'lost' } }),
    );
    assert.deepEqual(eventsAbout(federation, 'lost'), [
      'kubefedcluster-controller Warning MalformedClusterConfig: The configuration for this cluster may be malformed: ' +
        'Secret "lost" does not exist: join the cluster again',
    ]);
  });
});

describe('4: the status of a KubeFedCluster', () => {
  it('is written when it changes, and every five minutes', async () => {
    const federation = await begin();
    const writes = () =>
      federation.host.requests.filter(
        ({ verb, type }) => verb === 'mergePatch' && type === qualifiedPlural(kubeFedClusterType),
      ).length;
    const before = writes();
    await pass(federation, 240_000);
    assert.equal(writes(), before);
    await pass(federation, 120_000);
    assert.equal(writes(), before + 2);
  });
});

describe('5: FederatedTypeConfigs', () => {
  it('are acted upon only with the feature gate PushReconciler', async () => {
    const featureGates = [{ name: 'PushReconciler', configuration: 'Disabled' }];
    const federation = await begin(({ users }) =>
      users.mergePatch(kubeFedConfigType, inSystem(configName), { spec: { featureGates } }),
    );
    await federate(federation);
    assert.deepEqual(whereIs(federation), []);
    assert.equal(typeConfig(federation, 'configmaps').metadata.finalizers, undefined);
  });

  it('get a finalizer and a status when they are acted upon', async () => {
    const { metadata, status } = typeConfig(await begin(), 'configmaps');
    assert.deepEqual(metadata.finalizers, [typeConfigFinalizer]);
    const { generation } = metadata;
    assert.deepEqual(status, {
      observedGeneration: generation,
      propagationController: 'Running',
      statusController: 'NotRunning',
    });
  });

  it('that change are acted upon anew', async () => {
    const federation = await begin();
    const { generation } = typeConfig(federation, 'configmaps').metadata;
    await changeType(federation, 'configmaps', { spec: { statusCollection: 'Disabled' } });
    const { metadata, status } = typeConfig(federation, 'configmaps');
    assert.notEqual(metadata.generation, generation);
    assert.deepEqual([status?.observedGeneration, status?.propagationController], [metadata.generation, 'Running']);
  });

  it('that are made disabled never start', async () => {
    const federation = await begin(({ users }) =>
      users.mergePatch(federatedTypeConfigType, inSystem('configmaps'), { spec: { propagation: 'Disabled' } }),
    );
    await federate(federation);
    assert.deepEqual(whereIs(federation), []);
    assert.equal(federated(federation).metadata.finalizers, undefined);
    assert.equal(typeConfig(federation, 'configmaps').status?.propagationController, 'NotRunning');
  });

  it('of namespaced types rest without the one of namespaces, and say so', async () => {
    const federation = await begin();
    await federate(federation);
    await federation.users.delete(federatedTypeConfigType, inSystem('namespaces'));
    await federation.step(1_000);
    assert.equal(typeConfig(federation, 'configmaps').status?.propagationController, 'NotRunning');
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
  });

  it('that are deleted stop, and leave federated objects their finalizer and members their objects', async () => {
    const federation = await begin();
    await federate(federation);
    await federation.users.delete(federatedTypeConfigType, inSystem('configmaps'));
    await federation.step(1_000);
    await federation.users.delete(federatedConfigMaps, prices);
    await pass(federation, 60_000);
    assert.deepEqual(
      federation.host.list(federatedTypeConfigType, {}).map(({ metadata }) => metadata.name),
      ['namespaces'],
    );
    assert.deepEqual(federated(federation).metadata.finalizers, [syncFinalizer]);
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
  });

  it('of cluster-scoped types get no finalizer in one namespace, do not run, and go when they are deleted', async () => {
    const federation = await begin(({ users }) =>
      users.mergePatch(kubeFedConfigType, inSystem(configName), { spec: { scope: 'Namespaced' } }),
    );
    const { metadata, status } = typeConfig(federation, 'namespaces');
    assert.equal(metadata.finalizers, undefined);
    assert.deepEqual([status?.propagationController, status?.statusController], ['NotRunning', 'NotRunning']);
    // It has one from the time when it was disabled.
    await changeType(federation, 'namespaces', { spec: { propagation: 'Disabled' } });
    assert.deepEqual(typeConfig(federation, 'namespaces').metadata.finalizers, [typeConfigFinalizer]);
    await changeType(federation, 'namespaces', { spec: { propagation: 'Enabled' } });
    await federation.users.delete(federatedTypeConfigType, inSystem('namespaces'));
    await federation.step(1_000);
    assert.deepEqual(
      federation.host.list(federatedTypeConfigType, {}).map(({ metadata }) => metadata.name),
      ['configmaps'],
    );
  });

  it('for namespaces whose federated type changes are followed by all types', async () => {
    const federation = await begin();
    await federate(federation);
    // The simulated server knows no such type, so nothing is known of namespaces any more.
    await changeType(federation, 'namespaces', { spec: { federatedType: { pluralName: 'others' } } });
    await federation.users.mergePatch(federatedConfigMaps, prices, { spec: { placement: { clusters: [] } } });
    await pass(federation, 60_000);
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
    await changeType(federation, 'namespaces', { spec: { federatedType: { pluralName: federatedNamespaces.plural } } });
    await pass(federation, 60_000);
    assert.deepEqual(whereIs(federation), []);
  });
});

describe('6.2: a FederatedNamespace', () => {
  it('in another namespace is told so, and does nothing', async () => {
    const federation = await begin((one) =>
      create(one, federatedNamespaces, { namespace: 'shop', name: 'other' }, { placement: everywhere }),
    );
    assert.deepEqual(eventsAbout(federation, 'other'), [
      'federatednamespace-controller Warning InvalidName: ' +
        'The name of a federated namespace must match the name of its containing namespace.',
    ]);
    const { metadata } = federation.host.get(federatedNamespaces, { namespace: 'shop', name: 'other' });
    assert.equal(metadata.finalizers, undefined);
  });

  it('of the system is ignored without a word', async () => {
    const ref = { namespace: 'default', name: 'default' };
    const federation = await begin(async (one) => {
      await one.users.create(namespaces, { metadata: { name: ref.name } });
      await create(one, federatedNamespaces, ref, { placement: everywhere });
    });
    assert.equal(federation.host.get(federatedNamespaces, ref).metadata.finalizers, undefined);
    assert.deepEqual(eventsAbout(federation, 'default'), []);
  });
});

describe('6.4: the finalizer', () => {
  it('takes nobody else theirs', async () => {
    const federation = await begin();
    const patch = federation.host.faults.hold({ verb: 'mergePatch', type: federatedConfigMaps });
    await federate(federation);
    await patch.arrived;
    const theirs = { ...federated(federation), metadata: { ...federated(federation).metadata, ...hold.metadata } };
    await federation.users.replace(federatedConfigMaps, theirs);
    patch.release();
    await pass(federation, 10_000);
    assert.deepEqual(federated(federation).metadata.finalizers, ['test/hold', syncFinalizer]);
  });
});

describe('6.4: a placement that means nothing', () => {
  const broken = { clusterSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } };

  it('is told by an event once, and changes nothing', async () => {
    const federation = await begin();
    await federate(federation);
    await federation.users.mergePatch(federatedConfigMaps, prices, { spec: { placement: broken } });
    await pass(federation, 10_000);
    assert.equal(federated(federation).status?.conditions?.[0]?.reason, 'ComputePlacementFailed');
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
    federation.crash();
    federation.start();
    await pass(federation, 10_000);
    const told = eventsAbout(federation, 'prices');
    assert.equal(told.length, 1);
    assert.match(
      told[0]!,
      /^federatedconfigmap-controller Warning ComputePlacementFailed: spec\.placement\.clusterSelector/,
    );
  });

  it('is told of the objects in the namespace when it is that of a FederatedNamespace', async () => {
    const federation = await begin();
    await federate(federation);
    await federation.users.mergePatch(federatedNamespaces, shop, { spec: { placement: broken } });
    await pass(federation, 10_000);
    const told = eventsAbout(federation, 'prices');
    assert.match(told.join('\n'), /Warning ComputePlacementFailed: in the FederatedNamespace: spec\.placement/);
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
  });
});

describe('6.5.5: events of operations', () => {
  it('that fail in several clusters are one, and none of those that go well', async () => {
    const federation = await begin();
    for (const member of ['bremen', 'danzig']) refuse(federation, member, 'apply');
    await federate(federation);
    assert.deepEqual(eventsAbout(federation, 'prices'), [
      'federatedconfigmap-controller Warning CreateInClusterFailed: ' +
        'Failed to create ConfigMap "shop/prices" in clusters "bremen", "danzig": bremen answered 403: not allowed',
    ]);
  });

  it('are none for an object that is adopted', async () => {
    const federation = await begin();
    const theirs = { metadata: prices, data: { a: '0' } } as unknown as JsonObject;
    federation.members.get('bremen')!.create(configMaps, theirs, { manager: 'somebody', part: 'main', dryRun: false });
    await federate(federation);
    assert.deepEqual(whereIs(federation), ['bremen', 'danzig']);
    assert.equal(federated(federation).status?.conditions?.[0]?.status, 'True');
    assert.deepEqual(eventsAbout(federation, 'prices'), []);
  });

  it('are told of clusters that are not ready', async () => {
    const federation = await begin();
    federation.setWell('danzig', false);
    await pass(federation, 60_000);
    await federate(federation);
    assert.match(
      eventsAbout(federation, 'prices').join('\n'),
      /^federatedconfigmap-controller Warning ClusterNotReady: Cannot work on ConfigMap "shop\/prices" in cluster "danzig": /,
    );
  });

  it('are not said again by controllers that are started anew', async () => {
    const federation = await begin();
    refuse(federation, 'bremen', 'apply');
    await federate(federation);
    const told = eventsAbout(federation, 'prices');
    federation.crash();
    federation.start();
    await pass(federation, 60_000);
    assert.deepEqual(eventsAbout(federation, 'prices'), told);
  });
});

describe('6.6: deletion of a federated object', () => {
  it('waits, and tells for whom', async () => {
    const federation = await begin();
    await federate(federation);
    const { users, members } = federation;
    const held = { ...(members.get('danzig')!.get(configMaps, prices) as object) } as unknown as JsonObject;
    const metadata = { ...(held['metadata'] as JsonObject), ...hold.metadata };
    const context = { manager: 'somebody', part: 'main', dryRun: false } as const;
    members.get('danzig')!.replace(configMaps, { ...held, metadata }, context);
    await federation.step(1_000);
    await users.delete(federatedConfigMaps, prices);
    await pass(federation, 60_000);
    assert.deepEqual(whereIs(federation), ['danzig']);
    assert.deepEqual(eventsAbout(federation, 'prices'), [
      'federatedconfigmap-controller Normal WaitForRemovalInCluster: ' +
        'Waiting for managed resources to be removed from the following clusters: danzig',
    ]);
    assert.deepEqual(federated(federation).metadata.finalizers, [syncFinalizer]);
  });

  it('reaches members also where the FederatedNamespace went before', async () => {
    const federation = await begin();
    await federate(federation);
    refuse(federation, 'bremen', 'delete', 3);
    await federation.users.delete(federatedNamespaces, shop);
    await federation.users.delete(federatedConfigMaps, prices);
    await federation.step(1_000);
    assert.deepEqual(whereIs(federation), ['bremen']);
    await pass(federation, 400_000);
    assert.deepEqual(whereIs(federation), []);
  });
});

describe('6.7: objects that nobody stands behind', () => {
  it('lose the label in clusters that are ready, whatever the others do, and in those when they are back', async () => {
    const federation = await begin();
    federation.setWell('danzig', false);
    await pass(federation, 60_000);
    const stray = { metadata: { ...prices, labels: { [managedLabel]: 'true' } }, data: {} };
    const context = { manager: 'somebody', part: 'main', dryRun: false } as const;
    for (const server of federation.members.values()) server.create(configMaps, stray, context);
    await pass(federation, 60_000);
    assert.deepEqual(whereIs(federation), ['danzig']);
    federation.setWell('danzig', true);
    await pass(federation, 60_000);
    assert.deepEqual([whereIs(federation), whereIs(federation, {})], [[], ['bremen', 'danzig']]);
  });
});
