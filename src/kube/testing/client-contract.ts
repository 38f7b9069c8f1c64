import assert from 'node:assert/strict';
import type { KubeObject, ObjectMeta, ObjectRef, ResourceType } from '../../api/meta.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../client.ts';
import { ApiError } from '../errors.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const pods = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };

/** A type whose objects may hold anything in their spec, count generations, and have a status of their own. */
export const widgets: ResourceType = {
  group: 'contract.example',
  version: 'v1',
  plural: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

/** The types a server needs for clientContract. */
export const contractTypes = { configMaps, pods, namespaces, widgets } as const;

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Widget extends KubeObject {
  readonly spec?: object;
  readonly status?: object;
}

const namespace = `contract-${process.pid}`;

/**
 * What every KubeClient keeps to, whatever is behind it: by promise, a check that it is kept. They are for real API
 * servers and the simulated one alike, and need a namespace of their own, see openContractNamespace.
 */
export const clientContract: Readonly<Record<string, (client: KubeClient) => Promise<void>>> = {
  'gives what was created, the same by get, list and watch': async (client) => {
    const { create, get } = configMapsOf(client);
    const ref = fresh();
    const { resourceVersion } = await client.list(configMaps);
    const seen = startWatch(client, configMaps, { namespace, resourceVersion });
    const created = await create(ref, { a: '1' }, { labels: { app: 'shop' } });
    assert.equal(created.kind, 'ConfigMap');
    assert.deepEqual(created.data, { a: '1' });
    assert.deepEqual(await get(ref), created);
    const { items } = await client.list(configMaps, { namespace, fieldSelector: `metadata.name=${ref.name}` });
    assert.deepEqual(items, [created]);
    assert.deepEqual(await seen.next(), { type: 'ADDED', object: created });
    await seen.stop();
  },

  'says what is missing, and what exists already': async (client) => {
    const { create, get } = configMapsOf(client);
    const ref = fresh();
    const calls = [
      () => get(ref),
      () => client.delete(configMaps, ref),
      () => client.mergePatch(configMaps, ref, {}),
      () => client.replace(configMaps, configMap(ref, {})),
    ];
    for (const call of calls) {
      const error = await failureOf(call());
      assert.deepEqual([error.isNotFound, error.reason], [true, 'NotFound']);
      assert.match(error.message, new RegExp(`configmaps.*"${ref.name}" not found`));
    }
    await create(ref);
    assert.equal((await failureOf(create(ref))).isAlreadyExists, true);
    const homeless = await failureOf(create({ namespace: 'nowhere', name: 'x' }));
    assert.deepEqual([homeless.isNotFound, homeless.serverMessage], [true, 'namespaces "nowhere" not found']);
    const unknown = { ...widgets, plural: 'gadgets', kind: 'Gadget' };
    assert.equal((await failureOf(client.list(unknown))).isNotFound, true);
  },

  'lists all there is however small the pages, and chooses by labels': async (client) => {
    const { create } = configMapsOf(client);
    const refs = Array.from({ length: 50 }, fresh);
    await Promise.all(
      refs.map((ref, index) => create(ref, {}, { labels: { batch: 'b1', half: index < 25 ? 'first' : 'second' } })),
    );
    const namesOf = async (labelSelector: string) => {
      const { items } = await client.list(configMaps, { namespace, labelSelector, pageSize: 7 });
      return items.map(({ metadata }) => metadata.name).sort();
    };
    const names = refs.map(({ name }) => name);
    assert.deepEqual(await namesOf('batch=b1'), [...names].sort());
    assert.deepEqual(await namesOf('batch==b1,half!=first'), names.slice(25).sort());
    assert.deepEqual(await namesOf('batch,!half'), []);
    assert.deepEqual(
      await client.list(configMaps, { namespace: 'default', labelSelector: 'batch=b1' }).then(({ items }) => items),
      [],
    );
    assert.equal((await failureOf(namesOf('batch==='))).isInvalid, true);
  },

  'hands out a list page by page': async (client) => {
    const { create } = configMapsOf(client);
    const refs = Array.from({ length: 7 }, fresh);
    await Promise.all(refs.map((ref) => create(ref, {}, { labels: { paged: 'yes' } })));
    const pages: string[][] = [];
    const options = { namespace, labelSelector: 'paged=yes', pageSize: 3 };
    await client.listPages(configMaps, options, (items) => pages.push(items.map(({ metadata }) => metadata.name)));
    assert.deepEqual(
      pages.map(({ length }) => length),
      [3, 3, 1],
    );
    assert.deepEqual(pages.flat().sort(), refs.map(({ name }) => name).sort());
    const nothing: unknown[] = [];
    await client.listPages(configMaps, { ...options, labelSelector: 'paged=no' }, (items) => nothing.push(...items));
    assert.deepEqual(nothing, []);
    const broken = client.listPages(configMaps, options, () => {
      throw new Error('the taker failed');
    });
    await assert.rejects(broken, { message: 'the taker failed' });
  },

  'chooses pods by their node and phase': async (client) => {
    const [waiting, running, over] = [fresh(), fresh(), fresh()];
    const create = (ref: ObjectRef, node: object) => {
      const spec = { ...node, containers: [{ name: 'c', image: 'none' }] };
      return client.create(pods, { ...header(pods, { ...ref, labels: { chosen: 'yes' } }), spec } as KubeObject);
    };
    await Promise.all([create(waiting, {}), create(running, { nodeName: 'n' }), create(over, { nodeName: 'n' })]);
    await client.mergePatch(pods, over, { status: { phase: 'Succeeded' } }, { subresource: 'status' });
    const found: string[] = [];
    const fieldSelector = 'spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed';
    const options = { namespace, labelSelector: 'chosen=yes', fieldSelector };
    await client.listPages(pods, options, (items) => found.push(...items.map(({ metadata }) => metadata.name)));
    assert.deepEqual(found, [running.name]);
    await Promise.all([waiting, running, over].map((ref) => client.delete(pods, ref, { gracePeriodSeconds: 0 })));
  },

  'knows the version a list would have': async (client) => {
    const { create } = configMapsOf(client);
    const before = await client.latestVersion(configMaps);
    const { metadata } = await create(fresh());
    const after = await client.latestVersion(configMaps, { namespace });
    assert.ok(Number(before) < Number(metadata.resourceVersion));
    assert.ok(Number(after) >= Number(metadata.resourceVersion));
  },

  'replaces only what has not changed': async (client) => {
    const { create } = configMapsOf(client);
    const ref = fresh();
    const first = await create(ref, { a: '1' });
    const changed: ConfigMap = { ...first, data: { b: '2' } };
    const second = await client.replace<ConfigMap>(configMaps, changed);
    assert.deepEqual(second.data, { b: '2' });
    assert.equal(second.metadata.uid, first.metadata.uid);
    const stale = await failureOf(client.replace(configMaps, first));
    assert.deepEqual([stale.isConflict, stale.isFieldConflict], [true, false]);
    const other = { ...second, metadata: { ...second.metadata, uid: 'another' } };
    assert.equal((await failureOf(client.replace(configMaps, other))).isConflict, true);
  },

  'changes by merge patch what the patch names': async (client) => {
    const { create } = configMapsOf(client);
    const ref = fresh();
    const { metadata } = await create(ref, { a: '1', b: '2' }, { labels: { app: 'shop' } });
    const { resourceVersion } = metadata;
    const patched = await client.mergePatch<ConfigMap>(configMaps, ref, '{"data":{"a":null,"c":"3"}}');
    assert.deepEqual([patched.data, patched.metadata.labels], [{ b: '2', c: '3' }, { app: 'shop' }]);
    const unchanged = await client.mergePatch<ConfigMap>(configMaps, ref, { data: { c: '3' } });
    assert.equal(unchanged.metadata.resourceVersion, patched.metadata.resourceVersion);
    const stale = client.mergePatch(configMaps, ref, { metadata: { resourceVersion }, data: { d: '4' } });
    assert.equal((await failureOf(stale)).isConflict, true);
  },

  'applies: creates, leaves alone what is as wanted, removes what is wanted no more': async (client) => {
    const { apply } = configMapsOf(client);
    const ref = fresh();
    const first = await apply(ref, { a: '1', b: '2' });
    assert.equal(first.created, true);
    const again = await apply(ref, { a: '1', b: '2' });
    assert.deepEqual(again, { object: first.object, created: false });
    const less = await apply(ref, { a: '1' });
    assert.deepEqual(less.object.data, { a: '1' });
  },

  'applies beside others: their fields stay theirs, until taken by force': async (client) => {
    const { apply, get } = configMapsOf(client);
    const ref = fresh();
    const other = { fieldManager: 'other' };
    await apply(ref, { mine: '1', both: '1' });
    const joined = await apply(ref, { both: '1', theirs: '1' }, other);
    assert.deepEqual(joined.object.data, { mine: '1', both: '1', theirs: '1' });
    const conflict = await failureOf(apply(ref, { mine: '1', both: '2', theirs: '2' }));
    assert.deepEqual([conflict.isConflict, conflict.isFieldConflict], [true, true]);
    const fields = conflict.causes.map(({ reason, field }) => `${reason} ${field}`).sort();
    assert.deepEqual(fields, ['FieldManagerConflict .data.both', 'FieldManagerConflict .data.theirs']);
    assert.match(conflict.causes[0]?.message ?? '', /conflict with "other"/);
    assert.deepEqual((await get(ref)).data, joined.object.data);
    const taken = await apply(ref, { mine: '1', both: '2', theirs: '2' }, { force: true });
    assert.deepEqual(taken.object.data, { mine: '1', both: '2', theirs: '2' });
    // What was taken is lost to the other: leaving it out removes nothing.
    assert.deepEqual((await apply(ref, {}, other)).object.data, taken.object.data);
    assert.equal((await apply(ref, { mine: '1' })).object.data?.['both'], undefined);
  },

  'takes what was written without apply for its writer’s': async (client) => {
    const { create, apply } = configMapsOf(client);
    const ref = fresh();
    await create(ref, { a: '1' });
    const conflict = await failureOf(apply(ref, { a: '2' }));
    assert.equal(conflict.isFieldConflict, true);
    await apply(ref, { a: '1', b: '1' });
    await client.mergePatch(configMaps, ref, { data: { b: '2' } }, { fieldManager: 'editor' });
    assert.match((await failureOf(apply(ref, { a: '1', b: '1' }))).message, /conflict with "editor".*\.data\.b/s);
  },

  'applies only to the version it is told, if it is told one': async (client) => {
    const { apply } = configMapsOf(client);
    const ref = fresh();
    const { object } = await apply(ref, { a: '1' });
    const { resourceVersion } = object.metadata;
    await apply(ref, { a: '2' }, {}, { resourceVersion });
    const stale = await failureOf(apply(ref, { a: '3' }, {}, { resourceVersion }));
    assert.deepEqual([stale.isConflict, stale.isFieldConflict], [true, false]);
    // Not so where there is none: the version says nothing against creating it.
    assert.equal((await apply(fresh(), { a: '1' }, {}, { resourceVersion })).created, true);
    assert.equal((await failureOf(apply(fresh(), { a: '1' }, {}, { uid: 'another' }))).isConflict, true);
  },

  'refuses to apply what is meant for another place': async (client) => {
    const ref = fresh();
    const elsewhere = client.apply(configMaps, ref, configMap({ ...ref, name: 'other' }, {}));
    assert.equal((await failureOf(elsewhere)).isInvalid, true);
    const otherKind = client.apply(configMaps, ref, { ...configMap(ref, {}), kind: 'Secret' });
    assert.equal((await failureOf(otherKind)).isInvalid, true);
  },

  'deletes only the object it is told': async (client) => {
    const { create, get } = configMapsOf(client);
    const ref = fresh();
    const { metadata } = await create(ref);
    const { uid = '', resourceVersion = '' } = metadata;
    assert.equal((await failureOf(client.delete(configMaps, ref, { uid: 'another' }))).isConflict, true);
    const stale = client.delete(configMaps, ref, { uid, resourceVersion: '1' });
    assert.equal((await failureOf(stale)).isConflict, true);
    assert.equal(await client.delete(configMaps, ref, { uid, resourceVersion }), 'gone');
    assert.equal((await failureOf(get(ref))).isNotFound, true);
  },

  'says that a deleted object waits for its finalizers, and lets it go with the last': async (client) => {
    const { create, get } = configMapsOf(client);
    const ref = fresh();
    const created = await create(ref, {}, { finalizers: ['contract.example/wait'] });
    const seen = startWatch(client, configMaps, { namespace, resourceVersion: created.metadata.resourceVersion ?? '' });
    const left = await client.delete(configMaps, ref);
    assert.ok(left !== 'gone' && left.metadata.deletionTimestamp !== undefined);
    const again = await client.delete(configMaps, ref);
    assert.ok(again !== 'gone' && again.metadata.resourceVersion === left.metadata.resourceVersion);
    assert.equal((await seen.next()).type, 'MODIFIED');
    await client.mergePatch(configMaps, ref, { metadata: { finalizers: null } });
    const { type, object } = await seen.next();
    assert.equal(type, 'DELETED');
    // Its version is that of the deletion, so that nothing older can bring it back.
    assert.ok(Number(object.metadata.resourceVersion) > Number(left.metadata.resourceVersion));
    assert.equal((await failureOf(get(ref))).isNotFound, true);
    await seen.stop();
  },

  'writes nothing in a dry run, but answers as if': async (client) => {
    const { apply, get } = configMapsOf(client);
    const [ref, missing] = [fresh(), fresh()];
    const { object } = await apply(ref, { a: '1' });
    const dryRun = true;
    assert.deepEqual((await client.create<ConfigMap>(configMaps, configMap(missing, { a: '1' }), { dryRun })).data, {
      a: '1',
    });
    assert.equal((await apply(missing, { a: '1' }, { dryRun })).created, true);
    assert.deepEqual((await apply(ref, { a: '2' }, { dryRun })).object.data, { a: '2' });
    await client.mergePatch(configMaps, ref, { data: { b: '2' } }, { dryRun });
    assert.equal(await client.delete(configMaps, ref, { dryRun }), 'gone');
    assert.deepEqual(await get(ref), object);
    assert.equal((await failureOf(get(missing))).isNotFound, true);
  },

  'writes status and the rest apart, and counts generations of the rest': async (client) => {
    const ref = fresh();
    const wanted = { ...header(widgets, { ...ref, labels: { a: '1' } }), spec: { size: 1 }, status: { ready: true } };
    const created = await client.create<Widget>(widgets, wanted);
    assert.deepEqual([created.status, created.metadata.generation], [undefined, 1]);
    const status = await client.mergePatch<Widget>(
      widgets,
      ref,
      { metadata: { labels: { a: '2' } }, spec: { size: 2 }, status: { ready: true } },
      { subresource: 'status' },
    );
    assert.deepEqual(
      [status.spec, status.status, status.metadata.generation, status.metadata.labels],
      [{ size: 1 }, { ready: true }, 1, { a: '1' }],
    );
    const labelled = await client.mergePatch<Widget>(widgets, ref, { metadata: { labels: { a: '3' } } });
    assert.equal(labelled.metadata.generation, 1);
    const grown = await client.mergePatch<Widget>(widgets, ref, { spec: { size: 2 }, status: { ready: false } });
    assert.deepEqual([grown.status, grown.metadata.generation], [{ ready: true }, 2]);
    const body = { ...header(widgets, ref), status: { ready: false } };
    const forced = await client.apply<Widget>(widgets, ref, body, { subresource: 'status', force: true });
    assert.deepEqual([forced.object.status, forced.object.spec], [{ ready: false }, { size: 2 }]);
  },

  'keeps unknown fields and the digits of large integers': async (client) => {
    const ref = fresh();
    const largest = '9223372036854775807';
    const text = JSON.stringify({ ...header(widgets, ref), spec: { un: { known: ['ä', null] } } });
    const body = text.replace('"spec":{', `"spec":{"n":${largest},`);
    await client.apply(widgets, ref, body);
    const digits = async () => /"n":(\d+)/.exec(JSON.stringify(await client.get<Widget>(widgets, ref)))?.[1];
    assert.equal(await digits(), largest);
    const read = await client.get<Widget>(widgets, ref);
    await client.replace(widgets, { ...read, metadata: { ...read.metadata, labels: { a: '1' } } });
    await client.mergePatch(widgets, ref, { spec: { more: 1 } });
    assert.equal(await digits(), largest);
    const after = await client.get<Widget>(widgets, ref);
    assert.deepEqual(JSON.parse(JSON.stringify(after.spec)), {
      n: Number(largest),
      un: { known: ['ä', null] },
      more: 1,
    });
    const copy = fresh();
    await client.apply(widgets, copy, { ...header(widgets, copy), spec: after.spec });
    const { spec } = await client.get<Widget>(widgets, copy);
    assert.equal(JSON.stringify(spec), JSON.stringify(after.spec));
  },

  'watches in order, and tells of what comes to match and matches no more': async (client) => {
    const { create } = configMapsOf(client);
    const ref = fresh();
    const resourceVersion = await client.latestVersion(configMaps);
    const labelSelector = `watched=${ref.name}`;
    const seen = startWatch(client, configMaps, { namespace, labelSelector, resourceVersion });
    await create(ref, { step: '1' });
    const label = (value: string | null, step: string) =>
      client.mergePatch(configMaps, ref, { metadata: { labels: { watched: value } }, data: { step } });
    await label(ref.name, '2');
    await label(ref.name, '3');
    await label(null, '4');
    await label(ref.name, '5');
    await client.delete(configMaps, ref);
    const events: [string, string | undefined][] = [];
    for (let count = 0; count < 5; count++) {
      const { type, object } = await seen.next();
      events.push([type, (object as ConfigMap).data?.['step']]);
    }
    assert.deepEqual(
      events.map(([type]) => type),
      ['ADDED', 'MODIFIED', 'DELETED', 'ADDED', 'DELETED'],
    );
    assert.deepEqual(events.slice(0, 2), [
      ['ADDED', '2'],
      ['MODIFIED', '3'],
    ]);
    await seen.stop();
  },

  'streams the present state and marks its end': async (client) => {
    const { create } = configMapsOf(client);
    const refs = [fresh(), fresh()];
    for (const ref of refs) await create(ref, {}, { labels: { streamed: 'yes' } });
    const seen = startWatch(client, configMaps, { namespace, labelSelector: 'streamed=yes', initialEvents: true });
    const names = [await seen.next(), await seen.next()].map(({ type, object }) => `${type} ${object.metadata.name}`);
    assert.deepEqual(names.sort(), refs.map(({ name }) => `ADDED ${name}`).sort());
    const { type, object } = await seen.next();
    assert.equal(type, 'BOOKMARK');
    assert.equal(object.metadata.annotations?.['k8s.io/initial-events-end'], 'true');
    assert.ok(Number(object.metadata.resourceVersion) > 0);
    await seen.stop();
  },

  'does nothing for a call that was aborted before': async (client) => {
    const { get } = configMapsOf(client);
    const ref = fresh();
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(client.apply(configMaps, ref, configMap(ref, {}), { signal }), { message: 'enough' });
    await assert.rejects(
      client.watch(configMaps, { signal }, () => {}),
      { message: 'enough' },
    );
    assert.equal((await failureOf(get(ref))).isNotFound, true);
  },

  'tells nothing more of a watch that was aborted, not even what came together': async (client) => {
    const { create } = configMapsOf(client);
    const { resourceVersion } = await client.list(configMaps);
    for (let count = 0; count < 3; count++) await create(fresh());
    const abort = new AbortController();
    const told: WatchEvent[] = [];
    const watching = client.watch(configMaps, { namespace, resourceVersion, signal: abort.signal }, (event) => {
      told.push(event);
      abort.abort(new Error('enough'));
    });
    await assert.rejects(watching, { message: 'enough' });
    assert.equal(told.length, 1);
  },

  'ends a watch with what its handler throws': async (client) => {
    const { create } = configMapsOf(client);
    await create(fresh());
    const { signal } = new AbortController();
    const watching = client.watch(configMaps, { namespace, initialEvents: true, signal }, () => {
      throw new Error('the handler failed');
    });
    await assert.rejects(watching, { message: 'the handler failed' });
  },
};

/** Makes the namespace the checks work in. */
export async function openContractNamespace(client: KubeClient): Promise<void> {
  await client.apply(namespaces, { namespace: '', name: namespace }, header(namespaces, { name: namespace }));
}

let objects = 0;

function fresh(): ObjectRef {
  return { namespace, name: `object-${++objects}` };
}

function configMapsOf(client: KubeClient) {
  return {
    create: (ref: ObjectRef, data: Record<string, string> = {}, metadata: object = {}): Promise<ConfigMap> =>
      client.create<ConfigMap>(configMaps, configMap(ref, data, metadata)),
    apply: (ref: ObjectRef, data: Record<string, string>, options: object = {}, metadata: object = {}) =>
      client.apply<ConfigMap>(configMaps, ref, configMap(ref, data, metadata), options),
    get: (ref: ObjectRef): Promise<ConfigMap> => client.get<ConfigMap>(configMaps, ref),
  };
}

function header(type: ResourceType, metadata: ObjectMeta): KubeObject {
  return { apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`, kind: type.kind, metadata };
}

function configMap(ref: ObjectRef, data: Readonly<Record<string, string>>, metadata: object = {}): ConfigMap {
  return { ...header(configMaps, { ...metadata, ...ref }), data };
}

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApiError, `${String(error)} is no ApiError`);
  return error;
}

interface Watching {
  next(): Promise<WatchEvent>;
  stop(): Promise<void>;
}

/** A watch whose events are asked for one by one. */
function startWatch(client: KubeClient, type: ResourceType, options: Omit<WatchOptions, 'signal'>): Watching {
  const stop = new AbortController();
  const events: WatchEvent[] = [];
  let wake: (() => void) | undefined;
  const ended = client.watch(type, { ...options, signal: stop.signal }, (event) => {
    events.push(event);
    wake?.();
  });
  ended.catch(() => wake?.());
  return {
    async next() {
      if (events.length === 0) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended]);
      const event = events.shift();
      assert.ok(event, 'the watch ended');
      return event;
    },
    async stop() {
      stop.abort(new Error('stopped'));
      await assert.rejects(ended, { message: 'stopped' });
    },
  };
}
