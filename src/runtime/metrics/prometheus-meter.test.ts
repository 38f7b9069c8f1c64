import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { ResourceType } from '../../api/meta.ts';
import { ConnectionError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { PrometheusMeter } from './prometheus-meter.ts';

const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
const ref = { namespace: 'shop', name: 'settings' };
const broken = new ConnectionError({ cluster: 'bremen', server: 'x', errno: 'ECONNRESET', explanation: 'broke' });

async function linesOf(meter: PrometheusMeter, name: string): Promise<string[]> {
  const text = await meter.render();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('PrometheusMeter', () => {
  it('measures a queue as long as it runs', async () => {
    const clock = new SteppingClock();
    const meter = new PrometheusMeter();
    const ends = new Map<string, () => void>();
    const queue = new KeyedQueue({
      clock,
      random: () => 1,
      concurrency: () => 1,
      backoff: { base: 100, cap: 100, factor: 1 },
      run: (key) => new Promise((resolve) => ends.set(key, () => resolve(key === 'a' ? 'done' : { retry: 'backoff' }))),
      failed: () => undefined,
      meter: meter.controller('federatedwidget'),
    });
    queue.add('a');
    queue.add('b');
    await Promise.resolve();
    clock.advance(200);
    assert.deepEqual(await linesOf(meter, 'workqueue_depth'), ['workqueue_depth{name="federatedwidget"} 1']);
    assert.deepEqual(await linesOf(meter, 'controller_runtime_active_workers'), [
      'controller_runtime_active_workers{controller="federatedwidget"} 1',
    ]);
    for (const key of ['a', 'b']) {
      ends.get(key)?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await queue.stop();
    assert.deepEqual(await linesOf(meter, 'controller_runtime_reconcile_total'), [
      'controller_runtime_reconcile_total{controller="federatedwidget",result="success"} 1',
      'controller_runtime_reconcile_total{controller="federatedwidget",result="needs_recheck"} 1',
    ]);
    assert.deepEqual(await linesOf(meter, 'workqueue_queue_duration_seconds_sum'), [
      'workqueue_queue_duration_seconds_sum{name="federatedwidget"} 0.2',
    ]);
    assert.deepEqual(await linesOf(meter, 'workqueue_adds_total'), ['workqueue_adds_total{name="federatedwidget"} 2']);
    assert.deepEqual(await linesOf(meter, 'workqueue_depth'), []);
  });

  it('tells creates from updates, and answers from silence', async () => {
    const clock = new SteppingClock();
    const server = new SimulatedApiServer({ name: 'bremen', clock, types: [{ type: configMaps }] });
    const meter = new PrometheusMeter();
    const client = meter.member(connectTo(server));
    const body = (colour: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: ref, data: { colour } });
    await client.apply(configMaps, ref, body('red'));
    await client.apply(configMaps, ref, body('blue'));
    await client.delete(configMaps, ref);
    await assert.rejects(client.get(configMaps, ref));
    server.faults.fail({ verb: 'get' }, broken);
    await assert.rejects(client.get(configMaps, ref));
    await assert.rejects(client.get(configMaps, ref, AbortSignal.abort()));
    assert.deepEqual(await linesOf(meter, 'hansa_member_requests_total'), [
      'hansa_member_requests_total{cluster="bremen",verb="apply",code="2xx"} 2',
      'hansa_member_requests_total{cluster="bremen",verb="delete",code="2xx"} 1',
      'hansa_member_requests_total{cluster="bremen",verb="get",code="404"} 1',
      'hansa_member_requests_total{cluster="bremen",verb="get",code="error"} 1',
    ]);
    assert.deepEqual(await linesOf(meter, 'dispatch_operation_duration_seconds_count'), [
      'dispatch_operation_duration_seconds_count{action="create"} 1',
      'dispatch_operation_duration_seconds_count{action="update"} 1',
      'dispatch_operation_duration_seconds_count{action="delete"} 1',
    ]);
  });

  it('counts how watches end', async () => {
    const server = new SimulatedApiServer({
      name: 'bremen',
      clock: new SteppingClock(),
      types: [{ type: configMaps }],
    });
    const meter = new PrometheusMeter();
    const client = meter.member(connectTo(server));
    const watch = async (end: () => void) => {
      const { resourceVersion, signal } = { resourceVersion: server.version, signal: new AbortController().signal };
      await client.watch(configMaps, { resourceVersion, signal, opened: () => setImmediate(end) }, () => undefined);
    };
    await watch(() => server.endWatches());
    await assert.rejects(watch(() => server.breakWatches()));
    assert.deepEqual(await linesOf(meter, 'hansa_watch_restarts_total'), [
      'hansa_watch_restarts_total{cluster="bremen",outcome="closed"} 1',
      'hansa_watch_restarts_total{cluster="bremen",outcome="failed"} 1',
    ]);
  });
});
