import { cloneJson } from '../../base/clone.ts';
import { parseExactJson } from '../../base/exact-json.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { applyMergePatch } from '../../base/merge-patch.ts';
import { keyOf, qualifiedPlural, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { fieldManager as ownFieldManager } from '../../api/names.ts';
import type {
  Applied,
  ApplyOptions,
  DeleteOptions,
  Deleted,
  KubeClient,
  LatestVersionOptions,
  ListOptions,
  ObjectList,
  PatchOptions,
  RawResponse,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client.ts';
import { ApiError, ConnectionError } from '../errors.ts';
import { collectionPath, objectPath } from '../resource-path.ts';
import type { Verb } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { SimulatedApiServer, WriteContext } from './simulated-api-server.ts';

/** A client of a simulated server; what it gives and takes is copied, as a network would. */
export function connectTo(server: SimulatedApiServer): KubeClient {
  return new SimulatedClient(server);
}

const defaultPageSize = 500;

/** What a request is about: where in the server, and for whom in errors. */
interface Target {
  readonly verb: Verb;
  readonly type: ResourceType;
  readonly key: string;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

class SimulatedClient implements KubeClient {
  readonly name: string;
  readonly #server: SimulatedApiServer;
  readonly #closing = new AbortController();

  constructor(server: SimulatedApiServer) {
    this.name = server.name;
    this.#server = server;
  }

  get<T extends KubeObject>(type: ResourceType, ref: ObjectRef, signal?: AbortSignal): Promise<T> {
    return this.#perform(toObject('get', type, ref, { signal }), () => this.#server.get(type, ref) as T);
  }

  list<T extends KubeObject>(type: ResourceType, options: ListOptions = {}): Promise<ObjectList<T>> {
    return this.#perform(toCollection('list', type, options), () => ({
      items: this.#server.list(type, options) as T[],
      resourceVersion: this.#server.version,
    }));
  }

  /** A request a page, as it is elsewhere; what is written meanwhile does not show in the pages that follow. */
  async listPages<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    take: (items: readonly T[]) => void,
  ): Promise<void> {
    const { pageSize = defaultPageSize } = options;
    const { items } = await this.list<T>(type, options);
    take(items.slice(0, pageSize));
    for (let from = pageSize; from < items.length; from += pageSize) {
      await this.#perform(toCollection('list', type, options), () => undefined);
      take(items.slice(from, from + pageSize));
    }
  }

  latestVersion(type: ResourceType, options: LatestVersionOptions = {}): Promise<string> {
    return this.#perform(toCollection('latestVersion', type, options), () => {
      this.#server.list(type, {});
      return this.#server.version;
    });
  }

  create<T extends KubeObject>(type: ResourceType, object: KubeObject, options: WriteOptions = {}): Promise<T> {
    const body = sent(object);
    return this.#perform(
      toObject('create', type, refOf(object), options),
      () => this.#server.create(type, body, contextOf(options)) as T,
    );
  }

  replace<T extends KubeObject>(type: ResourceType, object: KubeObject, options: PatchOptions = {}): Promise<T> {
    const body = sent(object);
    return this.#perform(
      toObject('replace', type, refOf(object), options),
      () => this.#server.replace(type, body, contextOf(options)) as T,
    );
  }

  mergePatch<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    patch: object | string,
    options: PatchOptions = {},
  ): Promise<T> {
    const body = sent(patch);
    return this.#perform(toObject('mergePatch', type, ref, options), () => {
      const live = this.#server.get(type, ref) as unknown as Json;
      return this.#server.replace(type, applyMergePatch(live, body) as JsonObject, contextOf(options)) as T;
    });
  }

  apply<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    body: object | string,
    options: ApplyOptions = {},
  ): Promise<Applied<T>> {
    const config = sent(body);
    const context = { ...contextOf(options), force: options.force === true };
    return this.#perform(
      toObject('apply', type, ref, options),
      () => this.#server.apply(type, ref, config, context) as Applied<T>,
    );
  }

  delete(type: ResourceType, ref: ObjectRef, options: DeleteOptions = {}): Promise<Deleted> {
    return this.#perform(toObject('delete', type, ref, options), () => this.#server.delete(type, ref, options));
  }

  async watch<T extends KubeObject>(
    type: ResourceType,
    options: WatchOptions,
    handle: (event: WatchEvent<T>) => void,
  ): Promise<void> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const target = toCollection('watch', type, options);
    // In an object, for the watch ends much later than the request is answered.
    const { ended } = await this.#perform(
      target,
      () => ({
        ended: this.#server.watch(type, { ...options, signal }, (event) => handle(event as WatchEvent<T>)),
      }),
      { copies: false },
    );
    await ended;
  }

  async request(method: string, path: string, _options: RequestOptions = {}): Promise<RawResponse> {
    const serverMessage = 'the simulated server answers no request but those for objects';
    throw new ApiError({ cluster: this.name, method, path, status: 404, reason: 'NotFound', serverMessage });
  }

  close(): Promise<void> {
    this.#closing.abort(this.#closedError());
    return Promise.resolve();
  }

  async #perform<T>(target: Target, act: () => T, { copies } = { copies: true }): Promise<T> {
    const { verb, type, key, signal } = target;
    const either = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    // As over a network: nothing has happened yet when the call returns.
    await Promise.resolve();
    either.throwIfAborted();
    this.#server.requests.push({ verb, type: qualifiedPlural(type), key });
    try {
      const answer = await this.#server.faults.around(verb, type, either, act);
      return copies ? cloneJson(answer) : answer;
    } catch (error) {
      throw error instanceof Refusal ? this.#apiError(target, error) : error;
    }
  }

  #apiError({ verb, path }: Target, { answer }: Refusal): ApiError {
    return new ApiError({ cluster: this.name, method: methods[verb], path, ...answer });
  }

  #closedError(): ConnectionError {
    const explanation = 'the client is closed';
    return new ConnectionError({ cluster: this.name, server: 'simulated', errno: 'ERR_CLOSED', explanation });
  }
}

const methods: Readonly<Record<Verb, string>> = {
  get: 'GET',
  list: 'GET',
  latestVersion: 'GET',
  create: 'POST',
  replace: 'PUT',
  mergePatch: 'PATCH',
  apply: 'PATCH',
  delete: 'DELETE',
  watch: 'WATCH',
};

function toObject(
  verb: Verb,
  type: ResourceType,
  ref: ObjectRef,
  { subresource, signal }: { readonly subresource?: string; readonly signal?: AbortSignal | undefined },
): Target {
  const path = verb === 'create' ? collectionPath(type, ref.namespace) : objectPath(type, ref, subresource);
  return { verb, type, key: keyOf(ref), path, signal };
}

function toCollection(verb: Verb, type: ResourceType, { namespace, signal }: LatestVersionOptions): Target {
  return { verb, type, key: namespace ?? '', path: collectionPath(type, namespace), signal };
}

function contextOf({ fieldManager = ownFieldManager, subresource, dryRun = false }: PatchOptions): WriteContext {
  return { manager: fieldManager, part: subresource ?? 'main', dryRun };
}

/** A body as it arrives. */
function sent(body: object | string): JsonObject {
  return parseExactJson(typeof body === 'string' ? body : JSON.stringify(body)) as JsonObject;
}
