import { describe, it } from 'node:test';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../src/api/federated-type-config.ts';
import { systemNamespaceDefault } from '../../src/api/names.ts';
import { useFederation } from './federation.ts';
import { configMap, deployment, namespace } from './kinds.ts';
import { inClusters } from './manifests.ts';
import { Scene } from './scene.ts';
import { ScheduledWorkload } from './scheduling/workload.ts';
import { until } from './until.ts';

describe('a federation of one namespace', () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    types: ['configmaps', 'deployments.apps'],
    config: { scope: 'Namespaced' },
  });

  it('propagates what is in its own namespace, and needs no FederatedNamespace for that', async () => {
    const { current } = federation;
    const scene = new Scene(current, systemNamespaceDefault);
    for (const { client } of current.members.values()) {
      await client.create(namespace.target, { metadata: { name: systemNamespaceDefault } });
    }
    await scene.apply(configMap, 'settings', inClusters('bremen'));
    await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red' } });
    await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
  });

  it('divides replicas in its own namespace', async () => {
    const scene = new Scene(federation.current, systemNamespaceDefault);
    const web = new ScheduledWorkload(federation.current, scene, deployment);
    await scene.apply(deployment, 'web');
    await web.prefer({ totalReplicas: 4, intersectWithClusterSelector: true });
    await web.expectReplicas({ bremen: 2, danzig: 2 });
  });

  it('heeds a FederatedNamespace where there is one', async () => {
    const scene = new Scene(federation.current, systemNamespaceDefault);
    await scene.apply(configMap, 'narrowed');
    await scene.expectIn('danzig', configMap, 'narrowed');
    await scene.federateNamespace(inClusters('bremen'));
    await scene.expectStatus(configMap, 'narrowed', { propagation: 'True', clusters: { bremen: 'OK' } });
    await scene.expectAbsent('danzig', configMap, 'narrowed');
  });

  it('says of types without namespaces that they are not propagated', async () => {
    await until<FederatedTypeConfig, true>({
      client: federation.current.host.client,
      type: federatedTypeConfigType,
      namespace: systemNamespaceDefault,
      what: 'that namespaces are not propagated',
      look: (configs) => {
        const config = configs.get(`${systemNamespaceDefault}/namespaces`);
        return config?.status?.propagationController === 'NotRunning' || undefined;
      },
    });
  });
});
