import { systemClock, type Clock, type Timer } from '../base/clock.ts';
import { fieldManager as ownFieldManager } from '../api/names.ts';
import { apiVersionOf, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../api/meta.ts';
import { abortable } from './abortable.ts';
import type { ClusterAccess, Credential } from './access.ts';
import { apiErrorOf } from './api-error-of.ts';
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
} from './client.ts';
import { createTransport } from './create-transport.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { explainConnection } from './explain-connection.ts';
import { impersonationHeaders } from './impersonation-headers.ts';
import { LineSplitter } from './line-splitter.ts';
import { parseAnswer } from './parse-answer.ts';
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
/** How much later than it was asked to a server may end a watch. */
const watchGraceMs = 30_000;

/** A client of the API server that access tells of; it connects with the first call. */
export function createKubeClient(access: ClusterAccess, options: ClientOptions = {}): KubeClient {
  return new HttpKubeClient(access, options);
}

class HttpKubeClient implements KubeClient {
  readonly name: string;
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #baseHeaders: Readonly<Record<string, string | string[]>>;

  constructor(access: ClusterAccess, options: ClientOptions) {
    this.name = access.name;
    this.#access = access;
    this.#clock = options.clock ?? systemClock;
    this.#transport = options.transport ?? createTransport(access, this.#clock);
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#baseHeaders = {
      accept: 'application/json',
      'user-agent': options.userAgent ?? 'hansa',
      ...impersonationHeaders(access.impersonate),
    };
  }

  async get<T extends KubeObject>(type: ResourceType, ref: ObjectRef, signal?: AbortSignal): Promise<T> {
    return (await this.#ask<T>('GET', objectPath(type, ref), withSignal(signal))).body;
  }

  async list<T extends KubeObject>(type: ResourceType, options: ListOptions = {}): Promise<ObjectList<T>> {
    try {
      return await this.#wholeList<T>(type, options, limitOf(options));
    } catch (error) {
      if (!(error instanceof ApiError && error.isGone)) throw error;
      // The pages took longer than the server keeps old versions for: in one piece nothing can expire.
      return await this.#wholeList<T>(type, options, undefined);
    }
  }

  async #wholeList<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    limit: string | undefined,
  ): Promise<ObjectList<T>> {
    const header = { apiVersion: apiVersionOf(type), kind: type.kind };
    const items: T[] = [];
    // Lists leave out of their items what get and watch tell, at least of the built-in types.
    const resourceVersion = await this.#eachPage<T>(type, options, limit, (page) => {
      for (const item of page) items.push(item.kind === undefined ? { ...header, ...item } : item);
    });
    return { items, resourceVersion };
  }

  async listPages<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    take: (items: readonly T[]) => void,
  ): Promise<void> {
    await this.#eachPage(type, options, limitOf(options), take);
  }

  /** Resolves to the version of the list. */
  async #eachPage<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    limit: string | undefined,
    take: (items: readonly T[]) => void,
  ): Promise<string> {
    let page: Page<T>;
    let next: string | undefined;
    do {
      page = await this.#page<T>(type, options, { limit, continue: next });
      take(page.items ?? []);
      next = page.metadata.continue === '' ? undefined : page.metadata.continue;
    } while (next !== undefined);
    return page.metadata.resourceVersion;
  }

  async #page<T extends KubeObject>(
    type: ResourceType,
    { namespace, labelSelector, fieldSelector, signal }: ListOptions,
    part: { readonly limit: string | undefined; readonly continue?: string | undefined },
  ): Promise<Page<T>> {
    const query = { ...part, labelSelector, fieldSelector };
    const path = collectionPath(type, namespace);
    return (await this.#ask<Page<T>>('GET', path, { query, ...withSignal(signal) })).body;
  }

  async latestVersion(type: ResourceType, options: LatestVersionOptions = {}): Promise<string> {
    return (await this.#page(type, options, { limit: '1' })).metadata.resourceVersion;
  }

  async create<T extends KubeObject>(type: ResourceType, object: KubeObject, options: WriteOptions = {}): Promise<T> {
    const path = collectionPath(type, object.metadata.namespace ?? '');
    return (await this.#write<T>('POST', path, 'application/json', object, options)).body;
  }

  async replace<T extends KubeObject>(type: ResourceType, object: KubeObject, options: PatchOptions = {}): Promise<T> {
    const path = objectPath(type, refOf(object), options.subresource);
    return (await this.#write<T>('PUT', path, 'application/json', object, options)).body;
  }

  async mergePatch<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    patch: object | string,
    options: PatchOptions = {},
  ): Promise<T> {
    const path = objectPath(type, ref, options.subresource);
    return (await this.#write<T>('PATCH', path, 'application/merge-patch+json', patch, options)).body;
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
    const answer = await this.#write<T>('PATCH', path, 'application/apply-patch+yaml', body, options, query);
    return { object: answer.body, created: answer.status === 201 };
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
    const answer = await this.#ask<KubeObject>('DELETE', objectPath(type, ref), {
      body,
      contentType: 'application/json',
      ...withSignal(signal),
    });
    return whatIsLeft(answer.body);
  }

  async watch<T extends KubeObject>(
    type: ResourceType,
    options: WatchOptions,
    handle: (event: WatchEvent<T>) => void,
  ): Promise<void> {
    const path = collectionPath(type, options.namespace);
    const stop = new AbortController();
    let failure: unknown;
    const giveUp = (reason: unknown) => {
      failure = reason;
      stop.abort(reason);
    };
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const lines = new LineSplitter((line) => {
      // One piece holds many lines, and the handler of one may end the watch.
      if (signal.aborted) return;
      try {
        handle(parseWatchEvent<T>(line, this.name, path));
      } catch (error) {
        giveUp(error);
      }
    });
    const receiver = { begun: () => options.opened?.(), take: (piece: Buffer) => lines.push(piece) };
    const watchdog = this.#watchdog(options.timeoutSeconds, giveUp);
    const response = await this.#exchange('GET', path + watchQuery(options), { signal }, (request) =>
      this.#transport.stream(request, this.#timeoutMs, receiver),
    )
      .catch((error: unknown) => {
        throw failure ?? error;
      })
      .finally(() => watchdog?.cancel());
    if (failure !== undefined) throw failure;
    if (response.status !== 200) throw apiErrorOf(this.name, 'WATCH', path, response);
  }

  /** A silent watch may be a quiet type or a dead connection; only that it does not end in time tells. */
  #watchdog(timeoutSeconds: number | undefined, giveUp: (reason: unknown) => void): Timer | undefined {
    if (timeoutSeconds === undefined) return undefined;
    const { name: cluster, server } = this.#access;
    const explanation = `the watch should have ended after ${timeoutSeconds} s and did not: the connection may be dead`;
    return this.#clock.after(timeoutSeconds * 1000 + watchGraceMs, () => {
      giveUp(new ConnectionError({ cluster, server, errno: 'ETIMEDOUT', explanation }));
    });
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

  /** An answer's JSON. */
  async #ask<T>(method: string, path: string, options: RequestOptions): Promise<Answer<T>> {
    const response = await this.request(method, path, options);
    return { status: response.status, body: parseAnswer<T>({ cluster: this.name, method, path }, response) };
  }

  #write<T>(
    method: string,
    path: string,
    contentType: string,
    body: object | string,
    options: WriteOptions,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Answer<T>> {
    return this.#ask<T>(method, path, {
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
      const credential = await this.#credential(options.signal);
      const response = await send(this.#prepare(method, path, options, credential));
      if (response.status !== 401 || !this.#access.credential.refused(credential)) return response;
      return await send(this.#prepare(method, path, options, await this.#credential(options.signal)));
    } catch (error) {
      throw options.signal?.aborted === true ? options.signal.reason : explainConnection(this.#access, error);
    }
  }

  #credential(signal: AbortSignal | undefined): Credential | Promise<Credential> {
    const credential = this.#access.credential.current();
    return credential instanceof Promise ? abortable(credential, signal) : credential;
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

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

function limitOf({ pageSize = defaultPageSize }: ListOptions): string {
  return String(pageSize);
}

function watchQuery(options: WatchOptions): string {
  return queryString({
    watch: 'true',
    allowWatchBookmarks: 'true',
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    resourceVersion: options.resourceVersion,
    sendInitialEvents: options.initialEvents === true ? 'true' : undefined,
    resourceVersionMatch: options.initialEvents === true ? 'NotOlderThan' : undefined,
    timeoutSeconds: options.timeoutSeconds?.toString(),
  });
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
