import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kubeFedConfigType } from '../../src/api/kubefed-config.ts';
import { configName, systemNamespaceDefault } from '../../src/api/names.ts';
import { leaseType, lockName, type Lease } from '../../src/runtime/leader-election/lock-record.ts';
import { launchController, startController, type ControllerProcess } from './controller-process.ts';
import { useFederation } from './federation.ts';
import { configMap } from './kinds.ts';
import { inClusters } from './manifests.ts';
import type { Scene } from './scene.ts';

const served = ['--healthz-addr', '127.0.0.1:0', '--metrics-addr', '127.0.0.1:0'];
interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(controller: ControllerProcess, path: string): Promise<Answer> {
  const { port } = await controller.said(path === '/metrics' ? 'serving /metrics' : 'serving /healthz /readyz');
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
  return { status: response.status, text: await response.text() };
}

describe('hansa controller', () => {
  const federation = useFederation({
    members: { bremen: {} },
    types: ['configmaps'],
    config: { leaderElect: { leaseDuration: '1s', renewDeadline: '800ms', retryPeriod: '200ms' } },
    managed: false,
  });
  const running: ControllerProcess[] = [];
  let first: ControllerProcess;
  let second: ControllerProcess;
  let scene: Scene;

  before(async () => {
    const { host } = federation.current;
    first = await startController(host.cluster, served);
    running.push(first);
    second = launchController(host.cluster, served);
    running.push(second);
    scene = await federation.current.scene();
    await scene.expectInNamespace('bremen');
  });
  after(() => Promise.all(running.map((one) => one.kill())));

  it('is alive and ready whether it leads or stands by', async () => {
    await second.said('standing by: another controller manager leads');
    const answers = await Promise.all([first, second].map((one) => ask(one, '/readyz')));
    assert.deepEqual(answers[0], { status: 200, text: 'ok: leading\n' });
    assert.equal(answers[1]?.status, 200);
    assert.match(answers[1]?.text ?? '', /^ok: standing by for \S+_[-0-9a-f]{36}\n$/);
    assert.deepEqual(await ask(second, '/healthz'), { status: 200, text: 'OK' });
  });

  it('tells Prometheus of its work', async () => {
    await scene.apply(configMap, 'measured', inClusters('bremen'));
    await scene.expectStatus(configMap, 'measured', { propagation: 'True', clusters: { bremen: 'OK' } });
    const { text } = await ask(first, '/metrics');
    for (const line of [
      /^kubefedcluster_total\{state="ready",cluster="bremen"\} 1$/m,
      /^kubefedcluster_total\{state="offline",cluster="bremen"\} 0$/m,
      /^joined_cluster_total 1$/m,
      /^hansa_leader 1$/m,
      /^dispatch_operation_duration_seconds_count\{action="create"\} [1-9]/m,
      /^cluster_health_status_duration_seconds_count [1-9]/m,
      /^controller_runtime_reconcile_total\{controller="federatedconfigmap",result="success"\} [1-9]/m,
      /^controller_runtime_max_concurrent_reconciles\{controller="federatedconfigmap"\} 32$/m,
      /^workqueue_depth\{name="federatedconfigmap"\} \d+$/m,
      /^hansa_lane_operations_total\{cluster="bremen",outcome="success"\} [1-9]/m,
      /^hansa_propagation_duration_seconds_count [1-9]/m,
      /^hansa_host_requests_total\{verb="patch",code="2xx"\} [1-9]/m,
      /^hansa_member_requests_total\{cluster="bremen",verb="apply",code="2xx"\} [1-9]/m,
      /^process_resident_memory_bytes \d/m,
    ]) {
      assert.match(text, line);
    }
    assert.match((await ask(second, '/metrics')).text, /^hansa_leader 0$/m);
  });

  it('follows changed settings: gates and concurrency', async () => {
    const { current } = federation;
    const change = (spec: object) => current.change(kubeFedConfigType, configName, { spec } as never);
    await change({ syncController: { maxConcurrentReconciles: 50 } });
    await first.said('the KubeFedConfig has changed');
    assert.match(
      (await ask(first, '/metrics')).text,
      /^controller_runtime_max_concurrent_reconciles.*configmap"\} 50$/m,
    );
    await change({ featureGates: [{ name: 'PushReconciler', configuration: 'Disabled' }] });
    await first.said('feature gate PushReconciler is Disabled');
    await change({ featureGates: [{ name: 'PushReconciler', configuration: 'Enabled' }] });
    await scene.apply(configMap, 'gated', inClusters('bremen'));
    await scene.expectStatus(configMap, 'gated', { propagation: 'True', clusters: { bremen: 'OK' } });
  });

  it('takes over from a leader that was killed', async () => {
    await first.kill();
    await second.said('controllers run');
    await scene.apply(configMap, 'inherited', inClusters('bremen'));
    await scene.expectStatus(configMap, 'inherited', { propagation: 'True', clusters: { bremen: 'OK' } });
  });

  it('writes nothing more once it has lost the Lease, and stands by', async () => {
    const { client } = federation.current.host;
    const lease = await client.get<Lease>(leaseType, { namespace: systemNamespaceDefault, name: lockName });
    // Of somebody who never renews it: the longest a test can wait for.
    const usurped = { ...lease.spec, holderIdentity: 'usurper', leaseDurationSeconds: 2 };
    await client.mergePatch(leaseType, { namespace: systemNamespaceDefault, name: lockName }, { spec: usurped });
    await second.said('lost lease');
    await scene.apply(configMap, 'afterwards', inClusters('bremen'));
    await second.said('"leader":"usurper","msg":"standing by');
    assert.deepEqual(await ask(second, '/readyz'), { status: 200, text: 'ok: standing by for usurper\n' });
    const { metadata } = await scene.expectFederated(configMap, 'afterwards', 'there', () => true);
    assert.equal(metadata.finalizers, undefined);
    await scene.expectStatus(configMap, 'afterwards', { propagation: 'True', clusters: { bremen: 'OK' } });
  });

  it('gives the Lease back when it is ended', async () => {
    assert.equal(await second.stop(), 0);
    const ref = { namespace: systemNamespaceDefault, name: lockName };
    const { spec } = await federation.current.host.client.get<Lease>(leaseType, ref);
    assert.equal(spec?.holderIdentity, '');
  });

  it('waits for a KubeFed that leads, and for a KubeFedConfig, and says so', async () => {
    const { client, cluster } = federation.current.host;
    const record = { holderIdentity: 'old_1', leaseDurationSeconds: 1, renewTime: new Date().toISOString() };
    const annotations = { 'control-plane.alpha.kubernetes.io/leader': JSON.stringify(record) };
    const ref = { namespace: systemNamespaceDefault, name: lockName };
    await client.create(configMap.target, { metadata: { ...ref, annotations } });
    const config = await client.get(kubeFedConfigType, { ...ref, name: configName });
    await client.delete(kubeFedConfigType, { ...ref, name: configName });
    const third = launchController(cluster, served);
    running.push(third);
    await third.said('has no KubeFedConfig');
    assert.equal((await ask(third, '/readyz')).status, 503);
    const { uid: _, resourceVersion: __, ...metadata } = config.metadata;
    await client.create(kubeFedConfigType, { ...config, metadata });
    await third.said('KubeFed holds the ConfigMap');
    await third.said('controllers run');
    assert.equal(await third.stop(), 0);
  });
});
