import type { KubeObject, ObjectRef, ResourceType } from '../api/meta.ts';

/** A whole list; resourceVersion is where a watch goes on from. */
export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: T[];
  readonly resourceVersion: string;
}

export interface ListOptions {
  /** Empty or absent means all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects a page; the list that comes back is whole all the same. Default 500. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface LatestVersionOptions {
  /** Empty or absent means all namespaces. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  /** Nothing is stored; the server answers as if it were. */
  readonly dryRun?: boolean;
  /** Who the written fields belong to; default `hansa`. */
  readonly fieldManager?: string;
  readonly signal?: AbortSignal;
}

export interface PatchOptions extends WriteOptions {
  readonly subresource?: 'status';
}

export interface ApplyOptions extends PatchOptions {
  /** Takes fields from other managers; without it a difference in a field of theirs is a Conflict. */
  readonly force?: boolean;
}

export interface Applied<T extends KubeObject = KubeObject> {
  readonly object: T;
  readonly created: boolean;
}

export interface DeleteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** What a delete left: `gone`, or the object that still waits for its finalizers or grace period. */
export type Deleted = 'gone' | KubeObject;

export interface WatchOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Where to go on from; absent with initialEvents. */
  readonly resourceVersion?: string;
  /** Asks the server to stream the present state first, ended by a bookmark (watch-list). */
  readonly initialEvents?: boolean;
  /** Seconds after which the server ends the watch by itself; when it does not, 30 s later, the watch rejects. */
  readonly timeoutSeconds?: number;
  readonly signal: AbortSignal;
  /** Called once the server has agreed to watch, before the first event. */
  readonly opened?: () => void;
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The part of a client that reads what is there. */
export type ObjectReader = Pick<KubeClient, 'name' | 'get' | 'list'>;

/**
 * One Kubernetes API server. Every call rejects with ApiError when the server answered with a failure,
 * ConnectionError when it did not answer, and the signal's reason when aborted.
 * A body given as a string is sent as it is, so that one serialisation can serve many servers.
 */
export interface KubeClient {
  /** What people call this cluster; it stands in every error. */
  readonly name: string;
  get<T extends KubeObject>(type: ResourceType, ref: ObjectRef, signal?: AbortSignal): Promise<T>;
  /** All objects, page by page; begins again, in one piece, when the pages expire meanwhile (410). */
  list<T extends KubeObject>(type: ResourceType, options?: ListOptions): Promise<ObjectList<T>>;
  /**
   * Hands each page of a list to take as it comes, and keeps none, so that it never holds more than a page. Rejects with
   * ApiError isGone when the pages expire meanwhile: then what was taken is not the whole of any list.
   */
  listPages<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions,
    take: (items: readonly T[]) => void,
  ): Promise<void>;
  /** The resourceVersion a list would have now, at the price of one object. */
  latestVersion(type: ResourceType, options?: LatestVersionOptions): Promise<string>;
  create<T extends KubeObject>(type: ResourceType, object: KubeObject, options?: WriteOptions): Promise<T>;
  replace<T extends KubeObject>(type: ResourceType, object: KubeObject, options?: PatchOptions): Promise<T>;
  mergePatch<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    patch: object | string,
    options?: PatchOptions,
  ): Promise<T>;
  apply<T extends KubeObject>(
    type: ResourceType,
    ref: ObjectRef,
    body: object | string,
    options?: ApplyOptions,
  ): Promise<Applied<T>>;
  delete(type: ResourceType, ref: ObjectRef, options?: DeleteOptions): Promise<Deleted>;
  /**
   * Calls handle for every event in order, and no more once the signal has aborted; resolves when the server ends the
   * watch, rejects as other calls do and with what handle throws.
   */
  watch<T extends KubeObject>(
    type: ResourceType,
    options: WatchOptions,
    handle: (event: WatchEvent<T>) => void,
  ): Promise<void>;
  /** Any path of the server; resolves for statuses below 300 only. */
  request(method: string, path: string, options?: RequestOptions): Promise<RawResponse>;
  /** Ends all connections; calls under way reject. */
  close(): Promise<void>;
}
