import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { startTcpProxy, type TcpProxy } from '../../../src/kube/testing/tcp-proxy.ts';
import type { Lab, LabCluster } from '../../../src/lab/lab.ts';
import { startTestCluster, useLab } from '../../lab.ts';
import { CacheUnderTest, configMaps, writeStep } from './cache-under-test.ts';

// The most GOAWAYs kube-apiserver can be told to send: one connection in fifty requests.
const flags = ['--goaway-chance=0.02', '--feature-gates=WatchList=false'];
const namespace = 'default';

describe('a client of an API server that is unwell', { timeout: 120_000 }, () => {
  let lab: Lab;
  let cluster: LabCluster;
  let proxy: TcpProxy;
  /** The one goes through a proxy the tests break, the other straight. */
  let client: KubeClient;
  let straight: KubeClient;
  const caches: CacheUnderTest[] = [];

  before(async () => {
    lab = await useLab();
    cluster = await startTestCluster({ flags });
    proxy = await startTcpProxy(cluster.port);
    straight = createKubeClient(cluster.access);
    client = createKubeClient({ ...cluster.access, server: `https://127.0.0.1:${proxy.port}` });
  });
  after(async () => {
    for (const { informer } of caches) informer.stop();
    await Promise.all([client.close(), straight.close()]);
    await proxy.close();
  });

  const follow = async (through: KubeClient): Promise<CacheUnderTest> => {
    const cache = new CacheUnderTest(through, namespace);
    caches.push(cache);
    await cache.until('it is synced', ({ informer }) => informer.isSynced);
    return cache;
  };

  it('loses neither calls nor watches to GOAWAY', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `goaway-${index}`);
    await Promise.all(names.map((name) => writeStep(client, namespace, name, '1')));
    const resourceVersion = await client.latestVersion(configMaps);
    const stop = new AbortController();
    const watches = await Promise.all(
      Array.from({ length: 60 }, () => openWatch(client, resourceVersion, stop.signal)),
    );
    const before = proxy.connections;
    const patches = Array.from({ length: 2_000 }, (_, index) => {
      const ref = { namespace, name: names[index % names.length] ?? '' };
      return client.mergePatch(configMaps, ref, '{"data":{"step":"1"}}');
    });
    await Promise.all(patches);
    assert.ok(proxy.connections - before > 5, `${proxy.connections - before} connections: where was GOAWAY?`);
    await writeStep(client, namespace, 'goaway-0', '2');
    await Promise.all(watches.map(({ news }) => news));
    stop.abort(new Error('done'));
    await Promise.all(watches.map(({ ended }) => assert.rejects(ended, { message: 'done' })));
  });

  it('goes on where it was when connections are reset, without a list, and misses nothing', async () => {
    const cache = await follow(client);
    for (let round = 1; round <= 3; round++) {
      const writes = Array.from({ length: 30 }, (_, index) =>
        writeStep(straight, namespace, `reset-${index}`, String(round)),
      );
      proxy.reset();
      await Promise.all(writes);
      await straight.delete(configMaps, { namespace, name: `reset-${round}` });
      await cache.until(`round ${round} is there`, ({ steps }) => {
        const seen = Object.entries(steps).filter(([name]) => name.startsWith('reset-'));
        return seen.length === 29 && seen.every(([, step]) => step === String(round));
      });
    }
    assert.equal(cache.syncs, 1);
    assert.equal(cache.failures.length, 3);
  });

  it('follows a server that was killed and started again, and lists when its version has expired', async () => {
    const [steady, cutOff] = [await follow(straight), await follow(client)];
    await writeStep(straight, namespace, 'kept', '1');
    await writeStep(straight, namespace, 'gone', '1');
    for (const cache of [steady, cutOff])
      await cache.until('both are there', ({ steps }) => 'kept' in steps && 'gone' in steps);
    proxy.shut(true);
    await cutOff.until('it is cut off', ({ failures }) => failures.length > 0);
    await writeStep(straight, namespace, 'kept', '2');
    await straight.delete(configMaps, { namespace, name: 'gone' });
    await lab.killCluster(cluster.name);
    await lab.restartCluster(cluster.name);
    assert.deepEqual([cutOff.steps['kept'], cutOff.steps['gone']], ['1', '1']);
    proxy.shut(false);
    // A server that has just started knows only what happened since.
    for (const { informer } of [steady, cutOff]) informer.hurry();
    await writeStep(straight, namespace, 'fresh', '1');
    for (const cache of [steady, cutOff]) {
      await cache.until(
        'it is as on the server',
        ({ steps }) => steps['kept'] === '2' && !('gone' in steps) && 'fresh' in steps,
      );
    }
    assert.equal(cutOff.syncs, 2);
    const { items } = await straight.list(configMaps, { namespace });
    for (const { steps } of [steady, cutOff]) {
      assert.deepEqual(Object.keys(steps).sort(), items.map(({ metadata }) => metadata.name).sort());
    }
  });

  it('says that a version is too old', async () => {
    const { signal } = new AbortController();
    const resourceVersion = '1';
    await assert.rejects(
      straight.watch(configMaps, { resourceVersion, signal }, () => {}),
      { status: 410, reason: 'Expired' },
    );
  });

  it('says that a list cannot be streamed', async () => {
    const { signal } = new AbortController();
    await assert.rejects(
      straight.watch(configMaps, { initialEvents: true, signal }, () => {}),
      { status: 422 },
    );
  });
});

/** A watch that has begun; news resolves with its first event. */
async function openWatch(client: KubeClient, resourceVersion: string, signal: AbortSignal) {
  const opened = Promise.withResolvers<void>();
  const news = Promise.withResolvers<void>();
  const options = { namespace, resourceVersion, signal, opened: () => opened.resolve() };
  const ended = client.watch(configMaps, options, () => news.resolve());
  ended.catch((error: unknown) => opened.reject(error));
  await opened.promise;
  return { news: news.promise, ended };
}
