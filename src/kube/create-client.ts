import { systemClock, type Clock } from '../base/clock.ts';
import { parseExactJson } from '../base/exact-json.ts';
import { fieldManager as ownFieldManager } from '../api/names.ts';
import { refOf, type KubeObject, type ObjectRef, type ResourceType } from '../api/meta.ts';
import type { ClusterAccess, Credential } from './access.ts';
import { apiErrorOf } from './api-error-of.ts';
import type {
  Applied,
  ApplyOptions,
  DeleteOptions,
  Deleted,
  KubeClient,
  ListOptions,
  ObjectList,
  PatchOptions,
  RawResponse,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { createTransport } from './create-transport.ts';
import { explainConnection } from './explain-connection.ts';
import { impersonationHeaders } from './impersonation-headers.ts';
import { LineSplitter } from './line-splitter.ts';
import { collectionPath, objectPath, queryString } from './resource-path.ts';
import type { Transport, TransportRequest } from './transport.ts';
import { parseWatchEvent } from './watch-event.ts';

export interface ClientOptions {
  readonly clock?: Clock;
  /** How long one call may take; the start of a watch as well. Default 30 s. */
  readonly timeoutMs?: number;
  /** Default `hansa`. */
  readonly userAgent?: string;
  /** Takes the place of real connections; faults are injected here. */
  readonly transport?: Transport;
}

const defaultTimeoutMs = 30_000;
const defaultPageSize = 500;

/** A client of the API server that access tells of; it connects with the first call. */
export function createKubeClient(access: ClusterAccess, options: ClientOptions = {}): KubeClient {
  return new HttpKubeClient(access, options);
}

class HttpKubeClient implements KubeClient {
  readonly name: string;
  readonly #access: ClusterAccess;
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #baseHeaders: Readonly<Record<string, string | string[]>>;

  constructor(access: ClusterAccess, options: ClientOptions) {
    this.name = access.name;
    this.#access = access;
    this.#transport = options.transport ?? createTransport(access, options.clock ?? systemClock);
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#baseHeaders = {
      accept: 'application/json',
      'user-agent': options.userAgent ?? 'hansa',
      ...impersonationHeaders(access.impersonate),
    };
  }

  async get<T extends KubeObject>(type: ResourceType, ref: ObjectRef, signal?: AbortSignal): Promise<T> {
    return parseBody<T>(await this.request('GET', objectPath(type, ref), withSignal(signal)));
  }

  async list<T extends KubeObject>(type: ResourceType, options: ListOptions = {}): Promise<ObjectList<T>> {
    const items: T[] = [];
    let resourceVersion = '';
    let next: string | undefined;
    do {
      const page = await this.#page<T>(type, options, next);
      // One by one: a spread of a large page would not fit on the stack.
      for (const item of page.items ?? []) items.push(item);
      resourceVersion = page.metadata.resourceVersion;
      next = page.metadata.continue === '' ? undefined : page.metadata.continue;
    } while (next !== undefined);
    return { items, resourceVersion };
  }

  async #page<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    next: string | undefined,
  ): Promise<Page<T>> {
    const query = {
      limit: String(options.pageSize ?? defaultPageSize),
      continue: next,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
    };
    return parseBody<Page<T>>(
      await this.request('GET', collectionPath(type, options.namespace), { query, ...withSignal(options.signal) }),
    );
  }

  async create<T extends KubeObject>(type: ResourceType, object: KubeObject, options: WriteOptions = {}): Promise<T> {
    const path = collectionPath(type, object.metadata.namespace ?? '');
    return parseBody<T>(await this.#write('POST', path, 'application/json', object, options));
  }

  async replace<T extends KubeObject>(type: ResourceType, object: KubeObject, options: PatchOptions = {}): Promise<T> {
    const path = objectPath(type, refOf(object), options.subresource);
    return parseBody<T>(await this.#write('PUT', path, 'application/json', object, options));
  }

  async mergePatch<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    patch: object | string,
    options: PatchOptions = {},
  ): Promise<T> {
    const path = objectPath(type, ref, options.subresource);
    return parseBody<T>(await this.#write('PATCH', path, 'application/merge-patch+json', patch, options));
  }

  async apply<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    body: object | string,
    options: ApplyOptions = {},
  ): Promise<Applied<T>> {
    const path = objectPath(type, ref, options.subresource);
    const query = { force: options.force === true ? 'true' : undefined };
    // Every JSON document is a YAML document, so no YAML is written.
    const response = await this.#write('PATCH', path, 'application/apply-patch+yaml', body, options, query);
    return { object: parseBody<T>(response), created: response.status === 201 };
  }

  async delete(type: ResourceType, ref: ObjectRef, options: DeleteOptions = {}): Promise<Deleted> {
    const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds, dryRun, signal } = options;
    const body = JSON.stringify({
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: uid === undefined && resourceVersion === undefined ? undefined : { uid, resourceVersion },
      propagationPolicy,
      gracePeriodSeconds,
      dryRun: dryRun === true ? ['All'] : undefined,
    });
    const response = await this.request('DELETE', objectPath(type, ref), {
      body,
      contentType: 'application/json',
      ...withSignal(signal),
    });
    return whatIsLeft(parseBody<KubeObject>(response));
  }

  async watch<T extends KubeObject>(
    type: ResourceType,
    options: WatchOptions,
    handle: (event: WatchEvent<T>) => void,
  ): Promise<void> {
    const path = collectionPath(type, options.namespace);
    const query = queryString({
      watch: 'true',
      allowWatchBookmarks: 'true',
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      resourceVersion: options.resourceVersion,
      sendInitialEvents: options.initialEvents === true ? 'true' : undefined,
      resourceVersionMatch: options.initialEvents === true ? 'NotOlderThan' : undefined,
      timeoutSeconds: options.timeoutSeconds?.toString(),
    });
    const stop = new AbortController();
    let failure: unknown;
    const lines = new LineSplitter((line) => {
      if (failure !== undefined) return;
      try {
        handle(parseWatchEvent<T>(line, this.name, path));
      } catch (error) {
        failure = error;
        stop.abort(error);
      }
    });
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const response = await this.#exchange('GET', path + query, { signal }, (request) =>
      this.#transport.stream(request, this.#timeoutMs, (piece) => lines.push(piece)),
    ).catch((error: unknown) => {
      throw failure ?? error;
    });
    if (failure !== undefined) throw failure;
    if (response.status !== 200) throw apiErrorOf(this.name, 'WATCH', path, response);
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<RawResponse> {
    const fullPath = path + queryString(options.query ?? {});
    const response = await this.#exchange(method, fullPath, options, (request) =>
      this.#transport.call(request, this.#timeoutMs),
    );
    if (response.status < 200 || response.status >= 300) throw apiErrorOf(this.name, method, fullPath, response);
    return response;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #write(
    method: string,
    path: string,
    contentType: string,
    body: object | string,
    options: WriteOptions,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<RawResponse> {
    return this.request(method, path, {
      query: {
        ...query,
        fieldManager: options.fieldManager ?? ownFieldManager,
        dryRun: options.dryRun === true ? 'All' : undefined,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      contentType,
      ...withSignal(options.signal),
    });
  }

  /** Sends once, and once more when the credential was refused and there may be a fresh one. */
  async #exchange(
    method: string,
    path: string,
    options: RequestOptions,
    send: (request: TransportRequest) => Promise<RawResponse>,
  ): Promise<RawResponse> {
    try {
      const credential = await this.#credential();
      const response = await send(this.#prepare(method, path, options, credential));
      if (response.status !== 401 || !this.#access.credential.refused(credential)) return response;
      return await send(this.#prepare(method, path, options, await this.#credential()));
    } catch (error) {
      throw options.signal?.aborted === true ? error : explainConnection(this.#access, error);
    }
  }

  #credential(): Credential | Promise<Credential> {
    return this.#access.credential.current();
  }

  #prepare(method: string, path: string, options: RequestOptions, credential: Credential): TransportRequest {
    const headers: Record<string, string | string[]> = { ...this.#baseHeaders, ...options.headers };
    if (credential.authorization !== undefined) headers['authorization'] = credential.authorization;
    if (options.contentType !== undefined) headers['content-type'] = options.contentType;
    return {
      method,
      path,
      headers,
      credential,
      ...(options.body === undefined ? {} : { body: options.body }),
      ...withSignal(options.signal),
    };
  }
}

interface Page<T> {
  readonly items: readonly T[] | null;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

function parseBody<T>(response: RawResponse): T {
  return parseExactJson(response.body.toString('utf8')) as unknown as T;
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** An object that comes back marked for deletion waits for finalizers or its grace period; anything else is gone. */
function whatIsLeft(answer: KubeObject & { spec?: { finalizers?: readonly string[] } }): Deleted {
  if (answer.kind === 'Status' || answer.metadata.deletionTimestamp === undefined) return 'gone';
  const waitsFor = (answer.metadata.finalizers?.length ?? 0) + (answer.spec?.finalizers?.length ?? 0);
  return answer.metadata.deletionGracePeriodSeconds === 0 && waitsFor === 0 ? 'gone' : answer;
}
