import { backoffDelay } from '../../base/backoff.ts';
import { sleep, type Clock } from '../../base/clock.ts';
import { keyOf, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../client.ts';
import { ApiError } from '../errors.ts';
import { isLater } from './resource-version.ts';
import { Store, type ChangeHandler } from './store.ts';

export interface InformerOptions<T extends KubeObject> {
  readonly client: KubeClient;
  readonly type: ResourceType;
  readonly clock: Clock;
  /** Between 0 and 1; spreads reconnects so that many caches do not come back at once. */
  readonly random: () => number;
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** What is kept of an object; metadata must stay readable. Default: all but managedFields. */
  readonly transform?: (object: KubeObject) => T;
  readonly changed: ChangeHandler<T>;
  /** Called when the cache is whole for the first time, and again after each new list. */
  readonly synced?: () => void;
  /** Called for every failure but being asked to wait; the informer goes on by itself with a growing, jittered delay. */
  readonly failed?: (error: unknown) => void;
}

const backoff = { base: 200, cap: 30_000, factor: 2 };
/** The longest a server is obeyed that asks to wait. */
const longestWaitMs = 300_000;
/** What was not true to the server for this long counts as a failure for the delay, or that server would be hammered. */
const shortestWatchMs = 1_000;
const watchSeconds = 300;

/** Where an attempt begins: with everything, with the changes since the last one, or (it failed) with a look first. */
type Start = 'anew' | 'resumed' | 'resumed after failure';

/**
 * Keeps a Store true to one API type by watch: the present state is streamed (watch-list) or, where the server
 * cannot, listed page by page; then changes follow, resumed at the last version after a break and listed anew after
 * 410 Gone. It never stops by itself and never empties the store because of an error.
 */
export class Informer<T extends KubeObject> {
  readonly store: Store<T>;
  readonly #options: InformerOptions<T>;
  readonly #transform: (object: KubeObject) => T;
  readonly #stop = new AbortController();
  #synced = false;
  #streamsLists = true;
  #failures = 0;
  #lastError: unknown;
  #waiting: AbortController | undefined;
  /** Since when this attempt has kept the store true; undefined until it does. */
  #trueSince: number | undefined;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#transform = options.transform ?? ((object) => withoutManagedFields(object) as T);
    this.store = new Store(options.changed);
  }

  /** Whether the store has been whole once; from then on it is at worst late. */
  get isSynced(): boolean {
    return this.#synced;
  }

  /** Why the informer does not get on at present; undefined when it does. */
  get lastError(): unknown {
    return this.#lastError;
  }

  start(): void {
    void this.#run();
  }

  /** Ends it for good; no handler is called any more. */
  stop(): void {
    this.#stop.abort();
    this.hurry();
  }

  /** Ends a wait for the next attempt: what made the last one fail may be over. */
  hurry(): void {
    this.#waiting?.abort();
  }

  /** Puts the answer to a write of ours into the store before the watch tells of it. */
  observeWrite(object: KubeObject): void {
    if (!this.#stop.signal.aborted) this.store.observeWrite(this.#transform(object));
  }

  async #run(): Promise<void> {
    let start: Start = 'anew';
    while (!this.#stop.signal.aborted) {
      this.#trueSince = undefined;
      const error: unknown = await this.#attempt(start).catch((reason: unknown) => reason);
      if (this.#stop.signal.aborted) return;
      await this.#recover(start, error);
      if (isGone(error)) start = 'anew';
      else if (this.#trueSince !== undefined || start !== 'anew') {
        start = error === undefined ? 'resumed' : 'resumed after failure';
      }
    }
  }

  async #attempt(start: Start): Promise<void> {
    if (start === 'anew' || (start === 'resumed after failure' && (await this.#wasRestored()))) await this.#startOver();
    else await this.#watchChanges();
  }

  /** Waits as long as is due after an attempt. */
  async #recover(start: Start, error: unknown): Promise<void> {
    const lasted = this.#trueSince !== undefined && this.#options.clock.now() - this.#trueSince >= shortestWatchMs;
    if (lasted) this.#failures = 0;
    // Versions expire on a server that is well: a list follows at once, unless it is the list itself that was refused.
    if (isGone(error) && (lasted || start !== 'anew')) return;
    if (error === undefined && lasted) return;
    if (error !== undefined) {
      this.#lastError = error;
      // A server that asks to wait is well, such as one that has just been given a new type.
      if (!(error instanceof ApiError && error.isThrottled)) this.#options.failed?.(error);
    }
    await this.#delay(error instanceof ApiError ? error.retryAfterMs : undefined);
  }

  async #delay(atLeastMs = 0): Promise<void> {
    const { clock, random } = this.#options;
    this.#failures += 1;
    const wait = Math.max(Math.min(atLeastMs, longestWaitMs), backoffDelay(this.#failures, backoff, random()));
    this.#waiting = new AbortController();
    await sleep(clock, wait, this.#waiting.signal).catch(() => undefined);
    this.#waiting = undefined;
  }

  /** Whether the server has gone back to an earlier version, from which a watch would wait for ours without a word. */
  async #wasRestored(): Promise<boolean> {
    const { client, type, namespace } = this.#options;
    const scope = namespace === undefined ? {} : { namespace };
    return isLater(this.store.passed, await client.latestVersion(type, { ...scope, signal: this.#stop.signal }));
  }

  async #startOver(): Promise<void> {
    if (this.#streamsLists && (await this.#streamList())) return;
    this.#streamsLists = false;
    await this.#listThenWatch();
  }

  async #listThenWatch(): Promise<void> {
    const { client, type } = this.#options;
    const list = await client.list(type, { ...this.#scope(), signal: this.#stop.signal });
    if (this.#stop.signal.aborted) return;
    const objects = new Map<string, T>();
    for (const object of list.items) objects.set(keyOf(refOf(object)), this.#transform(object));
    this.#replace(objects, list.resourceVersion);
    await this.#watchChanges();
  }

  /** False when the server does not stream lists: before Kubernetes 1.32 it refuses, and others may not heed the wish. */
  async #streamList(): Promise<boolean> {
    let initial: Map<string, T> | undefined = new Map();
    const take = (event: WatchEvent): void => {
      if (!initial) return this.#take(event);
      if (event.type !== 'BOOKMARK') return collect(initial, event, this.#transform);
      if (!endsInitialEvents(event.object)) throw new NoListStreamError();
      const objects = initial;
      initial = undefined;
      this.#replace(objects, event.object.metadata.resourceVersion ?? '0');
    };
    try {
      await this.#watch({ initialEvents: true }, take);
    } catch (error) {
      if (initial && (error instanceof NoListStreamError || (error instanceof ApiError && error.isInvalid)))
        return false;
      throw error;
    }
    return initial === undefined;
  }

  #watchChanges(): Promise<void> {
    const from = { resourceVersion: this.store.passed, opened: () => this.#isTrue() };
    return this.#watch(from, (event) => this.#take(event));
  }

  #watch(
    from: Pick<WatchOptions, 'resourceVersion' | 'initialEvents' | 'opened'>,
    handle: (event: WatchEvent) => void,
  ): Promise<void> {
    const { client, type, random } = this.#options;
    const { signal } = this.#stop;
    const timeoutSeconds = Math.round(watchSeconds * (1 + random()));
    return client.watch(type, { ...this.#scope(), ...from, timeoutSeconds, signal }, handle);
  }

  #scope(): { namespace?: string; labelSelector?: string } {
    const { namespace, labelSelector } = this.#options;
    return {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
    };
  }

  #take(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') this.store.pass(event.object.metadata.resourceVersion ?? '0');
    else if (event.type === 'DELETED') this.store.remove(this.#transform(event.object));
    else this.store.put(this.#transform(event.object));
  }

  #replace(objects: ReadonlyMap<string, T>, version: string): void {
    this.store.replaceAll(objects, version);
    this.#synced = true;
    this.#isTrue();
    this.#options.synced?.();
  }

  #isTrue(): void {
    this.#trueSince = this.#options.clock.now();
    this.#lastError = undefined;
  }
}

/** A bookmark before the end of the initial events: the server does not know that they have one. */
class NoListStreamError extends Error {}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.isGone;
}

function collect<T>(into: Map<string, T>, event: WatchEvent, transform: (object: KubeObject) => T): void {
  const key = keyOf(refOf(event.object));
  if (event.type === 'DELETED') into.delete(key);
  else into.set(key, transform(event.object));
}

function endsInitialEvents(bookmark: KubeObject): boolean {
  return bookmark.metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}

function withoutManagedFields(object: KubeObject): KubeObject {
  // Rebuilt rather than deleted from: V8 turns an object with deleted keys into a larger dictionary.
  const { managedFields: _, ...metadata } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  return { ...object, metadata };
}
