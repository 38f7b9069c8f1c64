import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { kubeFedClusterType } from '../api/kubefed-cluster.ts';
import { SimulatedApiServer } from '../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../kube/simulated/simulated-client.ts';
import { ClusterRegistry } from './cluster-registry.ts';
import type { Log } from './log.ts';
import { silentMeter } from './meter.ts';

const namespace = 'federation';
const ref = { namespace, name: 'bremen' };
const secretType = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };
const now = '2026-01-01T00:00:00Z';

/** Everything that can happen without time going on has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('ClusterRegistry', () => {
  it('logs when a cluster is lost and when it is back, and nothing in between', async () => {
    const clock = new SteppingClock();
    const types = [{ type: kubeFedClusterType, hasStatus: true }, { type: secretType }];
    const host = connectTo(new SimulatedApiServer({ name: 'host', clock, types }));
    const secret = { metadata: ref, data: { token: 'dG9rZW4=' } };
    const cluster = { metadata: ref, spec: { apiEndpoint: 'https://bremen.example', secretRef: { name: 'bremen' } } };
    await host.create(secretType, secret);
    await host.create(kubeFedClusterType, cluster);
    const logged: string[] = [];
    const note = (fields: { cluster?: string; why?: string }, text: string) =>
      void logged.push([fields.cluster, text, ...(fields.why ? [fields.why] : [])].join(': '));
    const registry = new ClusterRegistry({
      host,
      namespace,
      clock,
      random: () => 0,
      concurrency: () => 1,
      meter: silentMeter,
      log: { debug: note, info: note, warn: note, error: note } as unknown as Log,
      createClient: () => connectTo(new SimulatedApiServer({ name: 'bremen', clock, types: [] })),
    });
    await registry.start();

    const report = async (condition: { type: string; status: string; message: string }) => {
      const conditions = [{ ...condition, lastProbeTime: now }];
      await host.mergePatch(kubeFedClusterType, ref, { status: { conditions } }, { subresource: 'status' });
      await settled();
    };
    const up = { type: 'Ready', status: 'True', message: '/healthz responded with ok' };
    await report(up);
    await report({ ...up, message: 'still well' });
    await report({ type: 'Offline', status: 'True', message: 'nothing listens' });
    await report({ type: 'Offline', status: 'True', message: 'still nothing' });
    await report(up);
    await registry.stop();
    assert.deepEqual(logged, [
      'bremen: cluster joined',
      'bremen: cluster is ready',
      'bremen: cluster is not ready; it is left as it is until it is: nothing listens',
      'bremen: cluster is ready',
    ]);
  });
});
