import { constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { Clock } from '../../base/clock.ts';
import type { RawResponse } from '../client.ts';
import type { TransportRequest } from '../transport.ts';

/** A failure of one exchange; unprocessed means the server surely did nothing, so that the same request may go out again. */
export class ExchangeError extends Error {
  readonly code: string;
  readonly unprocessed: boolean;

  constructor(message: string, fields: { code: string; unprocessed: boolean; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.name = 'ExchangeError';
    this.code = fields.code;
    this.unprocessed = fields.unprocessed;
  }
}

export interface ExchangeOptions {
  readonly clock: Clock;
  /** For the whole answer, or with chunk for its beginning. */
  readonly timeoutMs: number;
  /** Takes the body of a 200 piece by piece instead of it being collected. */
  readonly chunk?: (piece: Buffer) => void;
}

const neverSent = new Set(['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION', 'ERR_HTTP2_OUT_OF_STREAMS']);

/** Sends one request on a session and reads its answer; see Transport for what it promises. */
export function exchange(
  session: ClientHttp2Session,
  pathPrefix: string,
  request: TransportRequest,
  options: ExchangeOptions,
): Promise<RawResponse> {
  if (request.signal?.aborted) return Promise.reject(reasonOf(request.signal));
  let stream: ClientHttp2Stream;
  try {
    stream = session.request(
      { ...request.headers, ':method': request.method, ':path': pathPrefix + request.path },
      { endStream: request.body === undefined },
    );
  } catch (error) {
    return Promise.reject(explain(error, 0));
  }
  if (request.body !== undefined) stream.end(request.body);
  return readAnswer(stream, request.signal, options);
}

function readAnswer(
  stream: ClientHttp2Stream,
  signal: AbortSignal | undefined,
  options: ExchangeOptions,
): Promise<RawResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const body: Buffer[] = [];
  let headers: IncomingHttpHeaders | undefined;
  let streaming = false;
  let ended = false;
  let failure: unknown;

  const abort = () => {
    failure = reasonOf(signal);
    stream.close(constants.NGHTTP2_CANCEL);
  };
  const timer = options.clock.after(options.timeoutMs, () => {
    const seconds = options.timeoutMs / 1000;
    failure = new ExchangeError(`no answer within ${seconds} s`, { code: 'ETIMEDOUT', unprocessed: false });
    stream.close(constants.NGHTTP2_CANCEL);
  });
  signal?.addEventListener('abort', abort, { once: true });

  stream.on('response', (received) => {
    headers = received;
    streaming = options.chunk !== undefined && received[':status'] === 200;
    if (streaming) timer.cancel();
  });
  stream.on('data', (piece: Buffer) => {
    if (streaming) options.chunk?.(piece);
    else body.push(piece);
  });
  stream.on('end', () => (ended = true));
  stream.on('error', (error) => (failure ??= error));
  // 'close' always comes, and last: what happened is judged here once.
  stream.on('close', () => {
    timer.cancel();
    signal?.removeEventListener('abort', abort);
    if (failure === undefined && ended && headers) resolve(answer(headers, body));
    else reject(explain(failure, stream.rstCode ?? 0));
  });
  return promise;
}

function answer(headers: IncomingHttpHeaders, body: readonly Buffer[]): RawResponse {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !name.startsWith(':')) plain[name] = value;
  }
  const [only] = body;
  return {
    status: Number(headers[':status'] ?? 0),
    headers: plain,
    body: only && body.length === 1 ? only : Buffer.concat(body),
  };
}

function explain(failure: unknown, rstCode: number): unknown {
  if (failure instanceof ExchangeError) return failure;
  if (failure === undefined) {
    return new ExchangeError('the stream was closed before the answer was whole', {
      code: 'ECONNRESET',
      unprocessed: rstCode === constants.NGHTTP2_REFUSED_STREAM,
    });
  }
  if (!(failure instanceof Error) || failure.name === 'AbortError') return failure;
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
  const unprocessed = neverSent.has(code) || rstCode === constants.NGHTTP2_REFUSED_STREAM;
  if (code === '') return failure;
  return new ExchangeError(failure.message, { code, unprocessed, cause: failure });
}

function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new DOMException('aborted', 'AbortError');
}
