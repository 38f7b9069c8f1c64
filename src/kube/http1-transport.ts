import { callbackify } from 'node:util';
import { Pool, type Dispatcher } from 'undici';
import type { Clock } from '../base/clock.ts';
import type { ClientCertificate, ClusterAccess } from './access.ts';
import type { RawResponse } from './client.ts';
import { dial } from './dial.ts';
import type { StreamReceiver, Transport, TransportRequest } from './transport.ts';

const connectPatienceMs = 10_000;
/** Below the minute after which load balancers drop what is idle, so that it is we who close first. */
const idleMs = 30_000;
/** Calls beyond these wait for a connection; every watch brings its own. */
const mostCallConnections = 32;

/** HTTP/1.1 connections to one server: for plain http:// servers, and for those that agree to nothing newer. */
export function createHttp1Transport(access: ClusterAccess, clock: Clock): Transport {
  return new Http1Transport(access, clock);
}

interface Pools {
  readonly certificate: ClientCertificate | undefined;
  readonly calls: Pool;
  readonly watches: Pool;
}

class Http1Transport implements Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  readonly #pathPrefix: string;
  readonly #retired = new Set<Pools>();
  #pools: Pools | undefined;
  #closed = false;

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    this.#pathPrefix = new URL(access.server).pathname.replace(/\/$/, '');
  }

  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse> {
    return this.#send('calls', request, new Exchange(this.#clock, timeoutMs, request.signal));
  }

  stream(request: TransportRequest, timeoutMs: number, receiver: StreamReceiver): Promise<RawResponse> {
    return this.#send('watches', request, new Exchange(this.#clock, timeoutMs, request.signal, receiver));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = this.#pools ? [...this.#retired, this.#pools] : [...this.#retired];
    await Promise.all(all.flatMap(({ calls, watches }) => [calls.destroy(), watches.destroy()]));
  }

  #send(which: 'calls' | 'watches', request: TransportRequest, exchange: Exchange): Promise<RawResponse> {
    if (this.#closed) exchange.fail(Object.assign(new Error('the client is closed'), { code: 'ERR_CLOSED' }));
    else if (!exchange.isSettled) {
      const { method, headers, body } = request;
      const options = { method, headers, body: body ?? null, path: this.#pathPrefix + request.path };
      this.#poolsFor(request.credential.clientCertificate)[which].dispatch(options, exchange);
    }
    return exchange.answer;
  }

  #poolsFor(certificate: ClientCertificate | undefined): Pools {
    if (this.#pools && isSame(this.#pools.certificate, certificate)) return this.#pools;
    if (this.#pools) this.#retire(this.#pools);
    this.#pools = {
      certificate,
      calls: this.#createPool(certificate, mostCallConnections),
      watches: this.#createPool(certificate, null),
    };
    return this.#pools;
  }

  /** What is under way on the old certificate's connections may finish. */
  #retire(pools: Pools): void {
    this.#retired.add(pools);
    void Promise.allSettled([pools.calls.close(), pools.watches.close()]).then(() => this.#retired.delete(pools));
  }

  #createPool(certificate: ClientCertificate | undefined, connections: number | null): Pool {
    const options = { protocols: ['http/1.1'], certificate, clock: this.#clock, timeoutMs: connectPatienceMs };
    const connect = callbackify(() => dial(this.#access, options).catch(hideCode));
    return new Pool(new URL(this.#access.server).origin, {
      connections,
      allowH2: false,
      // Watches may stay silent for ever, and Exchange measures the rest by our own clock.
      bodyTimeout: 0,
      headersTimeout: 0,
      keepAliveTimeout: idleMs,
      connect: (_, done) => connect((error, socket) => (error ? done(error, null) : done(null, socket))),
    });
  }
}

/** undici acts on some codes, such as that of a wrong certificate, in its own ways. */
class DialFailure extends Error {}

function hideCode(error: unknown): never {
  throw new DialFailure('no connection', { cause: error });
}

/** One request's answer, as undici reports it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawResponse>;
  readonly #receiver: StreamReceiver | undefined;
  readonly #release: () => void;
  readonly #timer: { cancel(): void };
  readonly #resolve: (response: RawResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #body: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;
  #settled = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #streaming = false;

  constructor(clock: Clock, timeoutMs: number, signal: AbortSignal | undefined, receiver?: StreamReceiver) {
    const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#receiver = receiver;
    const abort = () => this.fail(signal?.reason);
    this.#timer = clock.after(timeoutMs, () => {
      this.fail(Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: 'ETIMEDOUT' }));
    });
    this.#release = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Rejects at once, and takes the request back if it is on its way. */
  fail(reason: unknown): void {
    if (!this.#settle()) return;
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
    this.#reject(this.#failure);
    this.#controller?.abort(this.#failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (typeof value === 'string') this.#headers[name] = value;
    }
    this.#streaming = this.#receiver !== undefined && status === 200;
    if (!this.#streaming) return;
    this.#timer.cancel();
    this.#receiver?.begun();
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#settled) return;
    if (this.#streaming) this.#receiver?.take(piece);
    else this.#body.push(piece);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [only] = this.#body;
    const body = only && this.#body.length === 1 ? only : Buffer.concat(this.#body);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error instanceof DialFailure ? error.cause : error);
  }

  /** True the first time. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#timer.cancel();
    this.#release();
    return true;
  }
}

function isSame(one: ClientCertificate | undefined, other: ClientCertificate | undefined): boolean {
  return one?.cert === other?.cert && one?.key === other?.key;
}
