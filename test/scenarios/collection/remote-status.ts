import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject } from '../../../src/base/json.ts';
import type { FederatedObject } from '../../../src/api/federated-object.ts';
import type { Federation } from '../federation.ts';
import { configMap, deployment, service, type FederatedKind } from '../kinds.ts';
import type { Scene } from '../scene.ts';
import { setCollection, setGate } from './settings.ts';

const settled = { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } } as const;

/** With the feature gate RawResourceStatusCollection, each type that asks for it. */
export function describeRemoteStatus(federation: { readonly current: Federation }): void {
  describe('status.clusters[].remoteStatus (7)', () => {
    const types = ['configmaps', 'deployments.apps', 'services'];
    let scene: Scene;
    before(async () => {
      scene = await federation.current.scene();
      await scene.apply(deployment, 'early');
      await scene.expectStatus(deployment, 'early', settled);
      await setGate(federation.current, 'RawResourceStatusCollection', true);
      await setCollection(federation.current, true, types);
    });
    after(() => setGate(federation.current, 'RawResourceStatusCollection', false));

    it('comes for what is in place already once it is switched on, and follows', async () => {
      await report(federation.current, 'bremen', deployment, scene, 'early', { replicas: 3, readyReplicas: 1 });
      await expectRemote(scene, deployment, 'early', 'bremen', { replicas: 3, readyReplicas: 1 });
      await report(federation.current, 'bremen', deployment, scene, 'early', { readyReplicas: 3 });
      const object = await expectRemote(scene, deployment, 'early', 'bremen', { replicas: 3, readyReplicas: 3 });
      assert.equal(object.status?.conditions?.[0]?.status, 'True');
    });

    it('comes for kinds whose objects count no generations', async () => {
      await scene.apply(service, 'web', { template: { spec: { type: 'LoadBalancer' } } });
      await scene.expectStatus(service, 'web', settled);
      const status = { loadBalancer: { ingress: [{ ip: '192.0.2.7', ipMode: 'VIP' }] } };
      await report(federation.current, 'danzig', service, scene, 'web', status);
      await expectRemote(scene, service, 'web', 'danzig', status);
    });

    it('is not waited for where objects have none', async () => {
      await scene.apply(configMap, 'settings');
      const { status } = await scene.expectStatus(configMap, 'settings', settled);
      assert.ok(status?.clusters?.every(({ remoteStatus }) => remoteStatus === undefined));
    });

    it('costs nothing when the controllers start again', async () => {
      await federation.current.untilIdle();
      const before = await scene.expectStatus(deployment, 'early', settled);
      await federation.current.stopManager();
      await federation.current.startManager();
      await scene.apply(configMap, 'latest');
      await scene.expectStatus(configMap, 'latest', settled);
      await federation.current.untilIdle();
      const now = await scene.expectStatus(deployment, 'early', settled);
      assert.equal(now.metadata.resourceVersion, before.metadata.resourceVersion);
    });

    it('goes when it is switched off', async () => {
      await setCollection(federation.current, false, types);
      await scene.expectFederated(deployment, 'early', 'without remoteStatus', ({ status }) =>
        (status?.clusters ?? []).every(({ remoteStatus }) => remoteStatus === undefined),
      );
    });
  });
}

/** What a controller in a member says of an object there. */
async function report(
  federation: Federation,
  member: string,
  kind: FederatedKind,
  { namespace }: Scene,
  name: string,
  status: JsonObject,
): Promise<void> {
  const options = { subresource: 'status', fieldManager: 'somebody' } as const;
  await federation.member(member).client.mergePatch(kind.target, { namespace, name }, { status }, options);
}

function expectRemote(
  scene: Scene,
  kind: FederatedKind,
  name: string,
  cluster: string,
  status: JsonObject,
): Promise<FederatedObject> {
  const wanted = JSON.stringify(status);
  return scene.expectFederated(kind, name, `reported from ${cluster} as ${wanted}`, (object) => {
    const remote = object.status?.clusters?.find((one) => one.name === cluster)?.remoteStatus ?? {};
    return Object.entries(status).every(([field, value]) => JSON.stringify(remote[field]) === JSON.stringify(value));
  });
}
