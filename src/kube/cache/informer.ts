import { sleep, type Clock } from '../../base/clock.ts';
import { keyOf, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { KubeClient, WatchEvent } from '../client.ts';
import { ApiError } from '../errors.ts';
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
  /** Called for every failure; the informer goes on by itself with a growing, jittered delay. */
  readonly failed?: (error: unknown) => void;
}

const firstDelayMs = 200;
const longestDelayMs = 30_000;
/** A watch shorter than this counts as a failure for the delay, or a server that ends watches at once would be hammered. */
const shortestWatchMs = 1_000;
const watchSeconds = 300;

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

  stop(): void {
    this.#stop.abort();
  }

  /** Ends a wait for the next attempt: what made the last one fail may be over. */
  hurry(): void {
    this.#waiting?.abort();
  }

  /** Puts the answer to a write of ours into the store before the watch tells of it. */
  observeWrite(object: KubeObject): void {
    this.store.observeWrite(this.#transform(object));
  }

  async #run(): Promise<void> {
    let resume = false;
    while (!this.#stop.signal.aborted) {
      const began = this.#options.clock.now();
      try {
        await (resume ? this.#watchChanges() : this.#startOver());
        resume = true;
        if (this.#options.clock.now() - began < shortestWatchMs) await this.#delay();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        resume = this.#synced && !(error instanceof ApiError && error.isGone) && this.store.passed !== '0';
        await this.#recover(error);
      }
    }
  }

  async #recover(error: unknown): Promise<void> {
    if (error instanceof ApiError && error.isGone) return; // relist at once: the server is well
    if (error instanceof ApiError && error.isInvalid && this.#streamsLists && !this.#synced) {
      this.#streamsLists = false; // Kubernetes before 1.32 knows no sendInitialEvents
      return;
    }
    this.#lastError = error;
    this.#options.failed?.(error);
    await this.#delay(error instanceof ApiError ? error.retryAfterMs : undefined);
  }

  async #delay(atLeastMs = 0): Promise<void> {
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    const wait = Math.max(atLeastMs, ceiling * (0.5 + this.#options.random() / 2));
    this.#waiting = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#waiting.signal]);
    await sleep(this.#options.clock, wait, signal).catch(() => undefined);
    this.#waiting = undefined;
  }

  #startOver(): Promise<void> {
    return this.#streamsLists ? this.#streamList() : this.#listThenWatch();
  }

  async #listThenWatch(): Promise<void> {
    const { client, type } = this.#options;
    const list = await client.list(type, { ...this.#scope(), signal: this.#stop.signal });
    const objects = new Map<string, T>();
    for (const object of list.items) objects.set(keyOf(refOf(object)), this.#transform(object));
    this.#replace(objects, list.resourceVersion);
    await this.#watchChanges();
  }

  async #streamList(): Promise<void> {
    let initial: Map<string, T> | undefined = new Map();
    await this.#watch({ initialEvents: true }, (event) => {
      if (!initial) return this.#take(event);
      if (event.type !== 'BOOKMARK') {
        collect(initial, event, this.#transform);
      } else if (endsInitialEvents(event.object)) {
        const objects = initial;
        initial = undefined;
        this.#replace(objects, event.object.metadata.resourceVersion ?? '0');
      }
    });
    if (initial) throw new Error('the watch ended before the whole list had come');
  }

  #watchChanges(): Promise<void> {
    return this.#watch({ resourceVersion: this.store.passed }, (event) => this.#take(event));
  }

  async #watch(
    from: { readonly resourceVersion?: string; readonly initialEvents?: boolean },
    handle: (event: WatchEvent) => void,
  ): Promise<void> {
    const { client, type, random } = this.#options;
    const timeoutSeconds = Math.round(watchSeconds * (1 + random()));
    await client.watch(type, { ...this.#scope(), ...from, timeoutSeconds, signal: this.#stop.signal }, (event) => {
      this.#failures = 0;
      this.#lastError = undefined;
      handle(event);
    });
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
    this.#lastError = undefined;
    this.#failures = 0;
    this.#options.synced?.();
  }
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
