import {
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { Clock, Timer } from '../../base/clock.ts';
import type { RawResponse } from '../client.ts';
import type { StreamReceiver, TransportRequest } from '../transport.ts';

/** No answer; code is Node's own where there is one. */
export class ExchangeError extends Error {
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExchangeError';
    this.code = code;
  }
}

export interface ExchangeOptions {
  readonly clock: Clock;
  /** From now until the whole answer, or with a receiver until its beginning; waiting for a connection counts. */
  readonly timeoutMs: number;
  /** Takes the body of a 200 piece by piece instead of it being collected. */
  readonly receiver?: StreamReceiver;
}

/** Says, when nothing of an exchange is under way any more, why it may go out again: the server surely did nothing. */
export type StreamOver = (refusal: ExchangeError | undefined) => void;

type AnswerHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

const spent = new Set(['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION', 'ERR_HTTP2_OUT_OF_STREAMS']);

/** Whether an exchange was refused here already, by a session that can send nothing more. */
export function isSessionSpent({ code }: ExchangeError): boolean {
  return spent.has(code);
}

/**
 * One request until it is answered. The caller's signal and the end of its time end it at once wherever it stands:
 * in line for a connection, or on a connection that takes nothing any more.
 */
export class Exchange {
  readonly answer: Promise<RawResponse>;
  readonly request: TransportRequest;
  readonly #receiver: StreamReceiver | undefined;
  readonly #resolve: (response: RawResponse) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #abort = (): void => this.fail(this.request.signal?.reason);
  readonly #timer: Timer;
  readonly #body: Buffer[] = [];
  #headers: AnswerHeaders | undefined;
  #streaming = false;
  #stream: ClientHttp2Stream | undefined;
  #sendings = 0;
  #settled = false;

  constructor(request: TransportRequest, { clock, timeoutMs, receiver }: ExchangeOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
    this.answer = promise;
    this.request = request;
    this.#receiver = receiver;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = clock.after(timeoutMs, () => {
      this.fail(new ExchangeError(`no answer within ${timeoutMs / 1000} s`, 'ETIMEDOUT'));
    });
    if (request.signal?.aborted) this.#abort();
    else request.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** How often it was sent. */
  get sendings(): number {
    return this.#sendings;
  }

  /** Rejects at once, and takes the request back if it is on its way. */
  fail(reason: unknown): void {
    if (!this.#settle()) return;
    this.#reject(reason);
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  /** Sends the request on a session; over is called once. */
  send(session: ClientHttp2Session, pathPrefix: string, over: StreamOver): void {
    const { method, path, headers, body } = this.request;
    this.#sendings += 1;
    let stream: ClientHttp2Stream;
    try {
      const all = { ...headers, ':method': method, ':path': pathPrefix + path };
      stream = session.request(all, { endStream: body === undefined });
    } catch (error) {
      over(this.#refusalOr(error as Error, 0));
      return;
    }
    this.#stream = stream;
    this.#listen(stream, over);
    if (body !== undefined) stream.end(body);
  }

  #listen(stream: ClientHttp2Stream, over: StreamOver): void {
    let failure: Error | undefined;
    stream.on('response', (headers) => this.#begin(headers));
    stream.on('data', (piece: Buffer) => this.#take(piece));
    stream.on('end', () => this.#end(stream));
    stream.on('error', (error) => (failure = error));
    // 'close' always comes, and last; only then is it known whether what ended was whole or cut off.
    stream.on('close', () => {
      if (!failure && stream.readableEnded && isWhole(stream)) this.#finish();
      over(this.#refusalOr(failure, stream.rstCode ?? 0));
    });
  }

  #begin(headers: AnswerHeaders): void {
    this.#headers = headers;
    if (this.#settled || !this.#receiver || headers[':status'] !== 200) return;
    this.#streaming = true;
    this.#timer.cancel();
    this.#receiver.begun();
  }

  #take(piece: Buffer): void {
    if (this.#settled) return;
    if (this.#streaming) this.#receiver?.take(piece);
    else this.#body.push(piece);
  }

  #end(stream: ClientHttp2Stream): void {
    if (stream.writableFinished) return;
    // An answer may come before the request was read, such as one that it is too large: the rest is not sent.
    if (isWhole(stream)) this.#finish();
    stream.close(constants.NGHTTP2_CANCEL);
  }

  #finish(): void {
    if (this.#headers && this.#settle()) this.#resolve(answerOf(this.#headers, this.#body));
  }

  /** Fails, unless it is over already or may be sent again: then that is the refusal. */
  #refusalOr(failure: Error | undefined, rstCode: number): ExchangeError | undefined {
    if (this.#settled) return undefined;
    const { message, code } = describe(failure);
    const error = new ExchangeError(message, code, failure);
    if (isSessionSpent(error) || rstCode === constants.NGHTTP2_REFUSED_STREAM) return error;
    this.fail(error);
    return undefined;
  }

  /** True the first time. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#timer.cancel();
    this.request.signal?.removeEventListener('abort', this.#abort);
    return true;
  }
}

/** Node ends what a broken connection cut off as if it were whole, but for this code. */
function isWhole(stream: ClientHttp2Stream): boolean {
  return (stream.rstCode ?? 0) === constants.NGHTTP2_NO_ERROR;
}

function answerOf(headers: AnswerHeaders, body: readonly Buffer[]): RawResponse {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !name.startsWith(':')) plain[name] = value;
  }
  const [only] = body;
  return {
    status: headers[':status'] ?? 0,
    headers: plain,
    body: only && body.length === 1 ? only : Buffer.concat(body),
  };
}

function describe(failure: Error | undefined): { readonly message: string; readonly code: string } {
  if (failure === undefined) {
    return { message: 'the stream was closed before the answer was whole', code: 'ECONNRESET' };
  }
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
  return { message: failure.message, code };
}
