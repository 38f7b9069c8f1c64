import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KubeClient, WatchEvent } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { useLab } from '../../lab.ts';
import { CacheUnderTest, configMaps, writeStep, type ConfigMap } from './cache-under-test.ts';

const namespace = `client-load-${process.pid}`;
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
const largest = 1024 * 1024;

describe('a client of an API server that is well', { timeout: 120_000 }, () => {
  let client: KubeClient;
  let versionBefore: string;
  /** A watch that has nothing to tell, from the beginning of the tests on. */
  let quiet: Promise<WatchEvent[]>;
  before(async () => {
    client = createKubeClient((await useLab()).host.access);
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await client.apply(namespaces, { namespace: '', name: namespace }, body);
    versionBefore = await client.latestVersion(configMaps);
    quiet = watchQuietly(client, versionBefore);
  });
  after(async () => {
    const left = await client.delete(namespaces, { namespace: '', name: namespace });
    // It waits for what is in it, as namespaces do.
    assert.ok(left !== 'gone' && left.metadata.deletionTimestamp !== undefined);
    await client.close();
  });

  it('follows with many more watches than one connection has streams, and writes all the same', async () => {
    const resourceVersion = await client.latestVersion(configMaps);
    const stop = new AbortController();
    const told = new Set<number>();
    const all = Promise.withResolvers<void>();
    const options = { namespace, fieldSelector: 'metadata.name=watched', resourceVersion, signal: stop.signal };
    const watches = Array.from({ length: 250 }, (_, index) =>
      client.watch(configMaps, options, () => {
        if (told.add(index).size === 250) all.resolve();
      }),
    );
    const ended = Promise.allSettled(watches);
    await writeStep(client, namespace, 'watched', '1');
    // One that fails must not keep the test waiting for the others.
    await Promise.race([all.promise, Promise.all(watches)]);
    assert.equal(told.size, 250);
    stop.abort(new Error('done'));
    assert.ok((await ended).every((outcome) => outcome.status === 'rejected' && outcome.reason === stop.signal.reason));
  });

  it('carries an object of the largest size, and says of a larger one that it is', async () => {
    const cache = new CacheUnderTest(client, namespace);
    const configMap = (size: number): ConfigMap => ({
      metadata: { name: 'large', namespace },
      data: { step: 'x'.repeat(size) },
    });
    const created = await client.create<ConfigMap>(configMaps, configMap(largest - 4));
    assert.equal(created.data?.['step']?.length, largest - 4);
    assert.deepEqual(await client.get(configMaps, { namespace, name: 'large' }), created);
    await cache.until('the large one is there', ({ steps }) => steps['large']?.length === largest - 4);
    cache.informer.stop();
    await client.delete(configMaps, { namespace, name: 'large' });
    await assert.rejects(client.create(configMaps, configMap(largest + 1)), {
      name: 'ApiError',
      status: 422,
      reason: 'Invalid',
    });
    // More than kube-apiserver reads at all: it answers before it has read everything.
    const refused = { name: 'ApiError', status: 413, reason: 'RequestEntityTooLarge' };
    await assert.rejects(client.create(configMaps, configMap(4 * largest)), refused);
  });

  it('streams the present state into a cache, and keeps no managedFields', async () => {
    for (let index = 0; index < 20; index++) await writeStep(client, namespace, `streamed-${index}`, '1');
    const cache = new CacheUnderTest(client, namespace);
    await cache.until('it is synced', ({ informer }) => informer.isSynced);
    const { items } = await client.list<ConfigMap>(configMaps, { namespace });
    assert.deepEqual(Object.keys(cache.steps).sort(), items.map(({ metadata }) => metadata.name).sort());
    const listed = items.find(({ metadata }) => metadata.name === 'streamed-0');
    assert.ok(listed && 'managedFields' in listed.metadata);
    const { managedFields: _, ...metadata } = listed.metadata;
    assert.deepEqual(cache.informer.store.get(`${namespace}/streamed-0`), { ...listed, metadata });
    cache.informer.observeWrite(await writeStep(client, namespace, 'streamed-0', '2'));
    assert.equal(cache.steps['streamed-0'], '2');
    assert.deepEqual([cache.syncs, cache.failures], [1, []]);
    cache.informer.stop();
  });

  it('is told by a bookmark how far a quiet watch has come', async () => {
    const events = await quiet;
    assert.ok(events.length > 0 && events.every(({ type }) => type === 'BOOKMARK'));
    const { resourceVersion } = events.at(-1)?.object.metadata ?? {};
    assert.ok(Number(resourceVersion) > Number(versionBefore), `${resourceVersion} is not after ${versionBefore}`);
  });
});

/** What a watch for nothing is told. kube-apiserver sends a bookmark two seconds before it ends one, give or take one. */
async function watchQuietly(client: KubeClient, resourceVersion: string): Promise<WatchEvent[]> {
  const events: WatchEvent[] = [];
  const { signal } = new AbortController();
  const options = { namespace, labelSelector: 'nobody=has', resourceVersion, timeoutSeconds: 6, signal };
  await client.watch(configMaps, options, (event) => void events.push(event));
  return events;
}
