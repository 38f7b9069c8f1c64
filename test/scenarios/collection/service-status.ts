import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { federatedServiceStatusType, type FederatedServiceStatus } from '../../../src/api/federated-service-status.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../../src/api/federated-type-config.ts';
import { systemNamespaceDefault } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { service } from '../kinds.ts';
import { inClusters } from '../manifests.ts';
import type { Scene } from '../scene.ts';
import { until } from '../until.ts';
import { setCollection } from './settings.ts';

const { group, version, kind, plural } = federatedServiceStatusType;
const statusType = { group, version, kind, pluralName: plural, scope: 'Namespaced' };

/** Without the feature gate RawResourceStatusCollection, for services alone. */
export function describeServiceStatus(federation: { readonly current: Federation }): void {
  describe('FederatedServiceStatus (7)', () => {
    let scene: Scene;
    before(async () => {
      scene = await federation.current.scene();
      await federation.current.change(federatedTypeConfigType, 'services', {
        spec: { statusType, statusCollection: 'Enabled' },
      });
    });
    after(() => setCollection(federation.current, false, ['services']));

    it('is there for every federated service, with every ready cluster, placed or not', async () => {
      const federated = await scene.apply(service, 'web', {
        ...inClusters('danzig'),
        template: { spec: { type: 'LoadBalancer' } },
      });
      const report = await expectReport(federation.current, scene, ({ clusterStatus }) => clusterStatus?.length === 2);
      assert.deepEqual(
        report.clusterStatus?.map(({ clusterName }) => clusterName),
        ['bremen', 'danzig'],
      );
      const [owner] = report.metadata.ownerReferences ?? [];
      assert.deepEqual(owner, {
        apiVersion: 'types.kubefed.io/v1beta1',
        kind: 'FederatedService',
        name: 'web',
        uid: federated.metadata.uid,
      });
    });

    it('follows what the members say', async () => {
      const status = { loadBalancer: { ingress: [{ ip: '192.0.2.9', ipMode: 'VIP' }] } };
      await scene.expectIn('danzig', service, 'web');
      const options = { subresource: 'status', fieldManager: 'somebody' } as const;
      const ref = { namespace: scene.namespace, name: 'web' };
      await federation.current.member('danzig').client.mergePatch(service.target, ref, { status }, options);
      const report = await expectReport(federation.current, scene, ({ clusterStatus }) =>
        JSON.stringify(clusterStatus).includes('192.0.2.9'),
      );
      assert.deepEqual(report.clusterStatus, [
        { clusterName: 'bremen', status: {} },
        { clusterName: 'danzig', status },
      ]);
    });

    it('is put right when somebody else writes it', async () => {
      const ref = { namespace: scene.namespace, name: 'web' };
      await federation.current.host.client.mergePatch(federatedServiceStatusType, ref, { clusterStatus: [] });
      await expectReport(federation.current, scene, ({ clusterStatus }) => clusterStatus?.length === 2);
    });

    it('is told of in the status of the FederatedTypeConfig', async () => {
      await untilCollecting(federation.current, 'Running');
      await setCollection(federation.current, false, ['services']);
      await untilCollecting(federation.current, 'NotRunning');
    });
  });
}

function expectReport(
  federation: Federation,
  { namespace }: Scene,
  holds: (report: FederatedServiceStatus) => boolean,
): Promise<FederatedServiceStatus> {
  return until<FederatedServiceStatus, FederatedServiceStatus>({
    client: federation.host.client,
    type: federatedServiceStatusType,
    namespace,
    what: 'the FederatedServiceStatus as wanted',
    show: (reports) => [...reports.values()],
    look: (reports) => [...reports.values()].find(holds),
  });
}

async function untilCollecting(federation: Federation, state: 'Running' | 'NotRunning'): Promise<void> {
  await until<FederatedTypeConfig, true>({
    client: federation.host.client,
    type: federatedTypeConfigType,
    namespace: systemNamespaceDefault,
    what: `statusController ${state}`,
    look: (configs) => {
      const config = configs.get(`${systemNamespaceDefault}/services`);
      return config?.status?.statusController === state ? true : undefined;
    },
  });
}
