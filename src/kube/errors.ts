/** The body of a failed answer, Kubernetes' Status, as far as it is read. */
export interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

export interface ApiErrorFields {
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly reason: string;
  readonly serverMessage: string;
  readonly retryAfterMs?: number;
  readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
}

/** The server answered, and its answer was a failure. The message names cluster, request and the server's own words. */
export class ApiError extends Error {
  readonly code = 'HANSA_API';
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status, or the code a watch's ERROR event carried. */
  readonly status: number;
  /** Kubernetes' CamelCase reason, such as `NotFound`; empty when the answer carried none. */
  readonly reason: string;
  readonly serverMessage: string;
  /** How long the server asked to wait, if it did. */
  readonly retryAfterMs: number | undefined;
  readonly causes: NonNullable<ApiErrorFields['causes']>;

  constructor(fields: ApiErrorFields) {
    super(`${fields.cluster}: ${fields.method} ${fields.path}: ${fields.status} ${fields.serverMessage}`);
    this.name = 'ApiError';
    this.cluster = fields.cluster;
    this.method = fields.method;
    this.path = fields.path;
    this.status = fields.status;
    this.reason = fields.reason;
    this.serverMessage = fields.serverMessage;
    this.retryAfterMs = fields.retryAfterMs;
    this.causes = fields.causes ?? [];
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }
  get isAlreadyExists(): boolean {
    return this.status === 409 && this.reason === 'AlreadyExists';
  }
  /** The object changed meanwhile, a precondition failed, or another manager owns a field. */
  get isConflict(): boolean {
    return this.status === 409 && this.reason !== 'AlreadyExists';
  }
  /** A conflict over who owns a field (server-side apply without force). */
  get isFieldConflict(): boolean {
    return this.isConflict && this.causes.some(({ reason }) => reason === 'FieldManagerConflict');
  }
  get isGone(): boolean {
    return this.status === 410;
  }
  get isThrottled(): boolean {
    return this.status === 429 || (this.status === 503 && this.retryAfterMs !== undefined);
  }
  get isUnauthorized(): boolean {
    return this.status === 401;
  }
  get isForbidden(): boolean {
    return this.status === 403;
  }
  get isInvalid(): boolean {
    return this.status === 422 || this.status === 400;
  }
  get isServerFault(): boolean {
    return this.status >= 500;
  }
}

/** No answer: refused, reset, timed out, or a certificate that does not check out. cause holds the reason. */
export class ConnectionError extends Error {
  readonly code = 'HANSA_CONNECTION';
  readonly cluster: string;
  readonly server: string;
  /** Node's or TLS's own code, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
  readonly errno: string;

  constructor(fields: { cluster: string; server: string; errno: string; explanation: string; cause?: unknown }) {
    super(`${fields.cluster}: ${fields.server}: ${fields.explanation}`, { cause: fields.cause });
    this.name = 'ConnectionError';
    this.cluster = fields.cluster;
    this.server = fields.server;
    this.errno = fields.errno;
  }
}

/** Whether error says that the thing asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.isNotFound;
}
