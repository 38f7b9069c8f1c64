import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.ts';
import type { FederatedObject, FederatedStatus } from '../api/federated-object.ts';
import { federatedTypeConfigType } from '../api/federated-type-config.ts';
import { qualifiedPlural, type KubeObject } from '../api/meta.ts';
import { systemNamespaceDefault } from '../api/names.ts';
import { connectTo } from '../kube/simulated/simulated-client.ts';
import {
  deployments,
  federatedDeployments,
  federatedNamespaces,
  SimulatedFederation,
} from './testing/simulated-federation.ts';

const namespace = 'shop';
const web = { namespace, name: 'web' };
const everywhere = { clusterSelector: {} };
const template = { spec: { replicas: 10, selector: { matchLabels: { app: 'web' } } } };

/** A federated Deployment of ten replicas in every member, on which no controller of a member has looked yet. */
async function begin(members: readonly string[], prepare?: (federation: SimulatedFederation) => void) {
  const federation = new SimulatedFederation(members, false, deployments);
  prepare?.(federation);
  await federation.setUp(namespace);
  const own = { namespace, name: namespace };
  await federation.users.create(federatedNamespaces, { metadata: own, spec: { placement: everywhere } } as KubeObject);
  await federation.users.create(federatedDeployments, {
    metadata: web,
    spec: { template, placement: everywhere },
  } as KubeObject);
  federation.start();
  await pass(federation, 2_000);
  return federation;
}

async function pass(federation: SimulatedFederation, milliseconds: number, stepMs = 250): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += stepMs) await federation.step(stepMs);
}

function statusOf({ host }: SimulatedFederation): FederatedStatus {
  return (host.get(federatedDeployments, web) as FederatedObject).status ?? {};
}

/** Has the controller of a member say how far the rollout there is. */
async function report(federation: SimulatedFederation, member: string, ready: number, more: JsonObject = {}) {
  const counts = { replicas: 10, updatedReplicas: 10, readyReplicas: ready, availableReplicas: ready };
  const { metadata } = federation.members.get(member)!.get(deployments, web);
  const status = { observedGeneration: metadata.generation, ...counts, ...more };
  const client = connectTo(federation.members.get(member)!);
  await client.mergePatch(deployments, web, { status }, { subresource: 'status', fieldManager: 'kube' });
}

/** How often the host has been asked to write a status of the type. */
function statusWrites({ host }: SimulatedFederation): number {
  const type = qualifiedPlural(federatedDeployments);
  return host.requests.filter((one) => one.verb === 'mergePatch' && one.type === type).length;
}

/** What members were asked, but for what their own controllers say. */
function requestsToMembers({ members }: SimulatedFederation): string[] {
  const ours = new Set(['get', 'list', 'apply', 'create', 'delete']);
  return [...members.values()].flatMap(({ requests }) =>
    requests.filter(({ verb, type }) => ours.has(verb) && type === 'deployments.apps').map(({ verb }) => verb),
  );
}

describe('how objects do', () => {
  it('is told of each cluster, and in all', async () => {
    const federation = await begin(['bremen', 'danzig']);
    const waiting = { wanted: 10, ready: 0, updated: 0, available: 0 };
    const unseen = 'its controller has not looked at its newest version yet';
    assert.deepEqual(
      statusOf(federation).clusters?.map((one) => [one.name, one.health, one.healthMessage, one.replicas]),
      ['bremen', 'danzig'].map((name) => [name, 'Progressing', unseen, waiting]),
    );
    await report(federation, 'bremen', 10);
    await report(federation, 'danzig', 7);
    await pass(federation, 2_000);
    assert.deepEqual(statusOf(federation).summary, {
      health: 'Progressing',
      message: 'danzig: 7 of 10 replicas are ready',
      clusters: { wanted: 2, propagated: 2, pending: 0, failed: 0 },
      inClusters: '2/2',
      replicas: { wanted: 20, ready: 17, updated: 20, available: 17 },
      inReplicas: '17/20',
    });
    await report(federation, 'danzig', 10);
    await pass(federation, 2_000);
    const { summary, clusters } = statusOf(federation);
    assert.deepEqual([summary?.health, summary?.message], ['Healthy', undefined]);
    assert.equal(clusters?.[1]?.healthMessage, undefined);
  });

  it('is unknown where the cluster cannot be seen, and known again when it can', async () => {
    const federation = await begin(['bremen', 'danzig']);
    for (const member of ['bremen', 'danzig']) await report(federation, member, 10);
    federation.setWell('danzig', false);
    await pass(federation, 60_000, 5_000);
    const { summary, clusters } = statusOf(federation);
    assert.deepEqual(
      [summary?.health, summary?.message, summary?.inClusters, summary?.inReplicas],
      ['Unknown', 'danzig: ClusterNotReady', '1/2', '10/10'],
    );
    assert.equal(clusters?.[1]?.health, undefined);
    federation.setWell('danzig', true);
    await pass(federation, 60_000, 5_000);
    assert.deepEqual(
      [statusOf(federation).summary?.health, statusOf(federation).summary?.inReplicas],
      ['Healthy', '20/20'],
    );
  });

  it('costs the host two writes a second, and members nothing, while 100 clusters roll out', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `member-${index}`);
    const federation = await begin(names);
    const [writes, requests] = [statusWrites(federation), requestsToMembers(federation).length];
    // One more replica is ready every second, in each cluster at a time of its own: 100 changes a second for ten seconds.
    for (let tick = 0; tick < 100; tick++) {
      for (let index = tick % 10; index < names.length; index += 10)
        await report(federation, names[index]!, Math.floor(tick / 10) + 1, {
          // As the real one does: it changes annotations, too.
          conditions: [{ type: 'Progressing', status: 'True', reason: `Tick${tick}` }],
        });
      await federation.step(100);
    }
    await pass(federation, 2_000);
    assert.equal(statusOf(federation).summary?.inReplicas, '1000/1000');
    const cost = statusWrites(federation) - writes;
    assert.ok(cost > 5 && cost <= 22, `${cost} writes`);
    assert.equal(requestsToMembers(federation).length, requests);
    const bytes = JSON.stringify(statusOf(federation).clusters).length / names.length;
    assert.ok(bytes < 180, `${bytes} bytes a cluster`);
  });

  it('is told twice a second at most, whatever else members do to the object', async () => {
    const federation = await begin(['bremen']);
    const writes = statusWrites(federation);
    const server = federation.members.get('bremen')!;
    for (let tick = 0; tick < 50; tick++) {
      await report(federation, 'bremen', tick % 10);
      const annotations = { 'deployment.kubernetes.io/revision': String(tick) };
      await connectTo(server).mergePatch(deployments, web, { metadata: { annotations } }, { fieldManager: 'kube' });
      await federation.step(100);
    }
    const cost = statusWrites(federation) - writes;
    assert.ok(cost > 5 && cost <= 11, `${cost} writes`);
  });

  it('is not written again by controllers that are started anew', async () => {
    const federation = await begin(['bremen', 'danzig']);
    await report(federation, 'bremen', 10);
    await report(federation, 'danzig', 3);
    await pass(federation, 2_000);
    const [writes, requests] = [
      statusWrites(federation),
      requestsToMembers(federation).filter((verb) => verb !== 'list'),
    ];
    federation.crash();
    federation.start();
    await pass(federation, 60_000, 5_000);
    assert.equal(statusWrites(federation), writes);
    assert.deepEqual(
      requestsToMembers(federation).filter((verb) => verb !== 'list'),
      requests,
    );
  });

  it('goes by the expressions of the FederatedTypeConfig, and fields are collected, as soon as it says so', async () => {
    const federation = await begin(['bremen']);
    await report(federation, 'bremen', 3);
    const spec = {
      health: { healthy: 'object.status.readyReplicas >= 3', message: "'too few'" },
      statusFields: [{ name: 'ready', path: '/status/readyReplicas' }],
    };
    const config = { namespace: systemNamespaceDefault, name: 'deployments.apps' };
    await federation.users.mergePatch(federatedTypeConfigType, config, { spec });
    await pass(federation, 5_000);
    const [{ health, fields } = { health: undefined }] = statusOf(federation).clusters ?? [];
    assert.deepEqual([health, fields], ['Healthy', { ready: 3 }]);
    await report(federation, 'bremen', 2);
    await pass(federation, 5_000);
    assert.equal(statusOf(federation).summary?.message, 'bremen: too few');
  });

  describe('with a definition of the type that is older', () => {
    const quiet = 900_000;

    it('is left out, without writing the same again and again', async () => {
      const federation = await begin(['bremen', 'danzig'], (one) => (one.keepsSums = false));
      const [created] = [statusWrites(federation)];
      assert.equal(created, 2);
      const { summary, clusters } = statusOf(federation);
      assert.equal(summary, undefined);
      assert.deepEqual(
        clusters?.map((cluster) => Object.keys(cluster)),
        [
          ['name', 'version'],
          ['name', 'version'],
        ],
      );
      await report(federation, 'bremen', 3);
      await pass(federation, quiet, 60_000);
      // One try every five minutes.
      assert.ok(statusWrites(federation) - created <= 4, `${statusWrites(federation) - created} writes`);
    });

    it('comes when the definition is renewed', async () => {
      const federation = await begin(['bremen', 'danzig'], (one) => (one.keepsSums = false));
      federation.keepsSums = true;
      await pass(federation, 310_000, 10_000);
      assert.equal(statusOf(federation).summary?.inClusters, '2/2');
    });
  });
});
