import type { Clock } from '../../base/clock.ts';
import { deepEqual } from '../../base/deep-equal.ts';
import type { JsonObject } from '../../base/json.ts';
import {
  apiVersionOf,
  keyOf,
  qualifiedPlural,
  refOf,
  type KubeObject,
  type ObjectRef,
  type ResourceType,
} from '../../api/meta.ts';
import type { DeleteOptions, Deleted, WatchEvent, WatchOptions } from '../client.ts';
import { ConnectionError } from '../errors.ts';
import { Collection, type SimulatedType, type Stored } from './collection.ts';
import { Faults, type Verb } from './faults.ts';
import { applyFields, findConflicts, ownChanges, type Owners } from './field-ownership.ts';
import { composeWritten, nextGeneration, settable, withMetadata, type Part } from './prepare-write.ts';
import { assertAppliesTo, assertNoUid, assertNoVersion, assertPrecondition, assertUnchanged } from './preconditions.ts';
import { alreadyExists, badRequest, expired, fieldConflict, notFound, Refusal } from './refusal.ts';
import { parseFieldSelector, parseLabelSelector, type Selector } from './selector.ts';
import { Watch } from './watch.ts';

export interface SimulatedServerOptions {
  readonly name: string;
  /** Where creation and deletion get their time from. */
  readonly clock: Clock;
  /** With core namespaces among them, objects need a namespace that exists. */
  readonly types: readonly SimulatedType[];
}

/** A request that reached the server, whatever became of it. */
export interface SeenRequest {
  readonly verb: Verb;
  /** As in `deployments.apps`. */
  readonly type: string;
  /** `namespace/name`; of collections the namespace, if one was named. */
  readonly key: string;
}

/** What a server held at one time. */
export interface Snapshot {
  readonly version: number;
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, Stored>>;
}

export interface WriteContext {
  readonly manager: string;
  readonly part: Part;
  readonly dryRun: boolean;
}

/**
 * An API server in memory, for tests that need every step to be the same each time. It has versions, watches,
 * bookmarks, server-side apply, finalizers and preconditions as Kubernetes has them, and neither admission nor defaults
 * nor garbage collection; to apply, a list is one field. Nothing happens but what a call causes. See connectTo.
 */
export class SimulatedApiServer {
  readonly name: string;
  readonly faults = new Faults();
  /** Every request so far, in order. */
  readonly requests: SeenRequest[] = [];
  /** Whether it knows watch-list: servers before Kubernetes 1.32 refuse it, others may not heed the wish. */
  listStreams: 'served' | 'refused' | 'ignored' = 'served';
  readonly #clock: Clock;
  readonly #collections = new Map<string, Collection>();
  #version = 1;
  #forgottenThrough = 0;
  #uids = 0;

  constructor({ name, clock, types }: SimulatedServerOptions) {
    this.name = name;
    this.#clock = clock;
    for (const its of types) this.#collections.set(qualifiedPlural(its.type), new Collection(its));
  }

  /** The version of the last write. */
  get version(): string {
    return String(this.#version);
  }

  /** Forgets the past: watches that begin before now are told that their version is too old. */
  forgetChanges(): void {
    this.#forgottenThrough = this.#version;
    for (const collection of this.#collections.values()) collection.forgetChanges();
  }

  /** Ends all watches in good order, as when their time is over. */
  endWatches(): void {
    for (const watch of this.#takeWatches()) watch.end();
  }

  /** Breaks all watches, as when connections are reset; what was on its way is lost. */
  breakWatches(): void {
    const reason = new ConnectionError({
      cluster: this.name,
      server: 'simulated',
      errno: 'ECONNRESET',
      explanation: 'the connection broke',
    });
    for (const watch of this.#takeWatches()) watch.fail(reason);
  }

  /** Tells all watches how far they have come. */
  sendBookmarks(): void {
    for (const { its, watches } of this.#collections.values()) {
      for (const watch of watches) watch.sendBookmark(its.type, this.version);
    }
  }

  snapshot(): Snapshot {
    const objects = [...this.#collections].map(([key, collection]) => [key, new Map(collection.objects)] as const);
    return { version: this.#version, objects: new Map(objects) };
  }

  /** Goes back to what it was, as after a backup was put in place: it counts from the version of then, and all watches break. */
  restore({ version, objects }: Snapshot): void {
    this.#version = version;
    this.forgetChanges();
    for (const [key, collection] of this.#collections) collection.reset(objects.get(key) ?? new Map());
    this.breakWatches();
  }

  get(type: ResourceType, ref: ObjectRef): KubeObject {
    return this.#stored(type, ref).object;
  }

  list(type: ResourceType, options: Pick<WatchOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>): KubeObject[] {
    const isMeant = selectorOf(type, options);
    const objects = [...this.#collection(type).objects.values()].map(({ object }) => object);
    return objects.filter(isMeant).sort((a, b) => (keyOf(refOf(a)) < keyOf(refOf(b)) ? -1 : 1));
  }

  create(type: ResourceType, body: JsonObject, context: WriteContext): KubeObject {
    const collection = this.#collection(type);
    const fresh = this.#fresh(type, body);
    if (collection.get(keyOf(refOf(fresh)))) throw alreadyExists(type, fresh.metadata.name);
    assertNoVersion(body);
    const fields = settable(body, 'main', collection.its);
    const owners = ownChanges({ object: {}, owners: new Map() }, fields, ownerKey(context, 'Update'));
    return this.#store(
      collection,
      undefined,
      { object: composeWritten(fresh, fields, 'main', collection.its), owners },
      context,
    );
  }

  replace(type: ResourceType, body: JsonObject, context: WriteContext): KubeObject {
    const collection = this.#collection(type);
    const live = this.#stored(type, refOf(body as unknown as KubeObject));
    assertUnchanged(type, live.object, body);
    const before = settable(live.object as unknown as JsonObject, context.part, collection.its);
    const fields = settable(body, context.part, collection.its);
    const owners = ownChanges({ object: before, owners: live.owners }, fields, ownerKey(context, 'Update'));
    const object = composeWritten(live.object, fields, context.part, collection.its);
    return this.#store(collection, live, { object, owners }, context);
  }

  /** Answers whether it was created, too. */
  apply(
    type: ResourceType,
    ref: ObjectRef,
    body: JsonObject,
    { force, ...context }: WriteContext & { readonly force: boolean },
  ): { readonly object: KubeObject; readonly created: boolean } {
    const collection = this.#collection(type);
    assertAppliesTo(type, ref, body);
    const live = collection.get(keyOf(ref));
    if (!live && context.part === 'status') throw notFound(type, ref.name);
    if (live) assertUnchanged(type, live.object, body);
    else assertNoUid(type, ref, body);
    const base =
      live?.object ?? this.#fresh(type, { ...body, metadata: { ...(body['metadata'] as object), ...named(ref) } });
    const before = {
      object: live ? settable(base as unknown as JsonObject, context.part, collection.its) : {},
      owners: live?.owners ?? new Map<string, never>(),
    };
    const fields = settable(body, context.part, collection.its);
    const manager = ownerKey(context, 'Apply');
    const conflicts = findConflicts(before, fields, manager);
    if (conflicts.length > 0 && !force) throw fieldConflict(conflicts);
    const { object: merged, owners } = applyFields(before, fields, manager);
    const object = composeWritten(base, merged, context.part, collection.its);
    return { object: this.#store(collection, live, { object, owners }, context), created: live === undefined };
  }

  delete(type: ResourceType, ref: ObjectRef, { uid, resourceVersion, dryRun = false }: DeleteOptions): Deleted {
    const collection = this.#collection(type);
    const { object, owners } = this.#stored(type, ref);
    assertPrecondition(type, object, 'UID', uid, object.metadata.uid);
    assertPrecondition(type, object, 'ResourceVersion', resourceVersion, object.metadata.resourceVersion);
    if ((object.metadata.finalizers ?? []).length === 0) {
      if (!dryRun) this.#remove(collection, object);
      return 'gone';
    }
    if (object.metadata.deletionTimestamp !== undefined) return object;
    const doomed = withMetadata(object, { deletionTimestamp: this.#now(), deletionGracePeriodSeconds: 0 });
    const next = collection.its.countsGenerations ? nextGeneration(doomed) : doomed;
    return this.#store(collection, { object, owners }, { object: next, owners }, { dryRun });
  }

  watch(type: ResourceType, options: WatchOptions, handle: (event: WatchEvent) => void): Promise<void> {
    const collection = this.#collection(type);
    const isMeant = selectorOf(type, options);
    if (options.initialEvents === true && this.listStreams === 'refused') {
      throw new Refusal(422, 'Invalid', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch');
    }
    const watch = new Watch(isMeant, handle);
    const { resourceVersion: from = '0' } = options;
    if (options.initialEvents === true || from === '0') {
      for (const object of this.list(type, options)) watch.send({ type: 'ADDED', object });
      if (options.initialEvents === true && this.listStreams === 'served') watch.endInitialEvents(type, this.version);
    } else {
      if (Number(from) < this.#forgottenThrough) throw expired(from, this.#forgottenThrough);
      for (const change of collection.changesAfter(Number(from))) watch.take(change);
    }
    options.opened?.();
    return this.#attend(collection, watch, options);
  }

  async #attend(collection: Collection, watch: Watch, { signal, timeoutSeconds }: WatchOptions): Promise<void> {
    collection.watches.add(watch);
    const abort = () => watch.fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const timer =
      timeoutSeconds === undefined ? undefined : this.#clock.after(timeoutSeconds * 1000, () => watch.end());
    try {
      await watch.ended;
    } finally {
      collection.watches.delete(watch);
      signal.removeEventListener('abort', abort);
      timer?.cancel();
    }
  }

  #takeWatches(): Watch[] {
    const taken: Watch[] = [];
    for (const { watches } of this.#collections.values()) {
      taken.push(...watches);
      watches.clear();
    }
    return taken;
  }

  #collection(type: ResourceType): Collection {
    const collection = this.#collections.get(qualifiedPlural(type));
    if (!collection) throw new Refusal(404, 'NotFound', 'the server could not find the requested resource');
    return collection;
  }

  #stored(type: ResourceType, ref: ObjectRef): Stored {
    const stored = this.#collection(type).get(keyOf(ref));
    if (!stored) throw notFound(type, ref.name);
    return stored;
  }

  /** An object as it begins: with what the server gives it, and nothing else yet. */
  #fresh(type: ResourceType, body: JsonObject): KubeObject {
    const { namespace = '', name } = (body as unknown as KubeObject).metadata;
    const namespaces = this.#collections.get('namespaces');
    if (type.namespaced && namespaces && !namespaces.get(namespace)) throw notFound(namespaces.its.type, namespace);
    return {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: {
        ...named({ namespace, name }),
        uid: `uid-${this.name}-${++this.#uids}`,
        creationTimestamp: this.#now(),
      },
    };
  }

  /** Stores what a write made, unless that changes nothing or is a trial; removes it when its last finalizer is gone. */
  #store(
    collection: Collection,
    live: Stored | undefined,
    { object, owners }: Stored,
    { dryRun }: Pick<WriteContext, 'dryRun'>,
  ): KubeObject {
    if (live && deepEqual(live.object, object) && sameOwners(live.owners, owners)) return live.object;
    if (dryRun) return object;
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) return this.#remove(collection, object);
    const written = withMetadata(object, { resourceVersion: String(++this.#version) });
    collection.put(keyOf(refOf(written)), { object: written, owners }, this.#version);
    return written;
  }

  #remove(collection: Collection, object: KubeObject): KubeObject {
    const last = withMetadata(object, { resourceVersion: String(++this.#version) });
    collection.remove(keyOf(refOf(last)), last, this.#version);
    return last;
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

function named({ namespace, name }: ObjectRef): { readonly name: string; readonly namespace?: string } {
  return namespace === '' ? { name } : { name, namespace };
}

/** Managers own the same field by apply and by other writes, and in the main part and in the status, apart. */
function ownerKey({ manager, part }: WriteContext, operation: 'Apply' | 'Update'): string {
  return [manager, operation, part].join('\0');
}

function sameOwners(one: Owners, other: Owners): boolean {
  return one.size === other.size && [...one].every(([key, fields]) => sameFields(fields, other.get(key)));
}

function sameFields(one: ReadonlySet<string>, other: ReadonlySet<string> = new Set()): boolean {
  return one.size === other.size && [...one].every((pointer) => other.has(pointer));
}

function selectorOf(
  type: ResourceType,
  { namespace = '', labelSelector = '', fieldSelector = '' }: Omit<WatchOptions, 'signal'>,
): Selector {
  const byLabels = parseLabelSelector(labelSelector);
  const byFields = parseFieldSelector(fieldSelector, type);
  if (!byLabels) throw badRequest(`unable to parse requirement: "${labelSelector}"`);
  if (!byFields) throw badRequest(`field label not supported: "${fieldSelector}"`);
  return (object) =>
    (namespace === '' || object.metadata.namespace === namespace) && byLabels(object) && byFields(object);
}
