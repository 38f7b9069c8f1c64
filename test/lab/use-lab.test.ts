import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { defaultPlace, federatedTypeOf } from '../../src/api/federated-type.ts';
import { apiVersionOf } from '../../src/api/meta.ts';
import { namespaces } from '../../src/cli/built-in-types.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import { federateClusters } from '../../src/lab/federation.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { ClusterPool } from '../../src/lab/pool/cluster-pool.ts';
import { contentsOf, type Contents } from '../cli/contents.ts';
import { startTestCluster, useLab } from '../lab.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const services = { ...configMaps, plural: 'services', kind: 'Service' };
const namespace = 'shop';

describe('the lab of a test run', () => {
  let cluster: LabCluster;
  let client: KubeClient;
  before(async () => {
    cluster = await startTestCluster();
    client = createKubeClient(cluster.access);
  });
  after(() => client.close());

  it('has a host, and clusters as fresh', async () => {
    const host = createKubeClient((await useLab()).host.access);
    for (const each of [host, client]) {
      const { items } = await each.list(namespaces);
      assert.ok(items.some(({ metadata }) => metadata.name === 'default'));
    }
    await host.close();
    assert.deepEqual((await client.list(namespaces)).items.map(({ metadata }) => metadata.name).toSorted(), [
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  it('makes them as fresh again, whatever was written to them, as often as it is asked', async () => {
    const pool = new ClusterPool((await useLab()).dir, systemClock);
    const before = await contentsOf(client);
    for (const round of ['first', 'second']) {
      await fill(client, round);
      assert.ok(await pool.reset(cluster.name));
      assert.deepEqual(keysOf(await contentsOf(client)), keysOf(before));
      const system = await client.get(namespaces, { namespace: '', name: 'kube-public' });
      assert.equal(system.metadata.labels?.['of'], undefined);
    }
  });
});

function keysOf(contents: Contents): string[] {
  return [...contents.keys()].toSorted();
}

/** A namespace with what takes an address and a port in it, a type with an object, a change of what was there. */
async function fill(client: KubeClient, name: string): Promise<void> {
  const metadata = { namespace, name };
  const service = {
    metadata,
    spec: { type: 'NodePort', clusterIP: '10.0.7.7', ports: [{ port: 80, nodePort: 30_080 }] },
  };
  await client.create(namespaces, { metadata: { name: namespace } });
  await client.create(configMaps, { metadata });
  await client.create(services, service);
  await federateClusters({ host: client, members: [], types: ['configmaps'], clock: systemClock });
  const type = federatedTypeOf(configMaps, defaultPlace);
  const federated = { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec: {} };
  await client.create(type, federated);
  const ref = { namespace: '', name: 'kube-public' };
  await client.mergePatch(namespaces, ref, { metadata: { labels: { of: name } } });
}
