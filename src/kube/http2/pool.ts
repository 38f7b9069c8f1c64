import type { Clock } from '../../base/clock.ts';
import type { ClientCertificate, ClusterAccess } from '../access.ts';
import type { RawResponse } from '../client.ts';
import { dial } from '../dial.ts';
import type { StreamReceiver, Transport, TransportRequest } from '../transport.ts';
import { Exchange, ExchangeError } from './exchange.ts';
import { Http2Session } from './session.ts';

const connectPatienceMs = 10_000;
/** Calls beyond what these hold wait for a stream; watches each bring their room with them. */
const mostCallSessions = 4;
const mostSendings = 4;

/** The server speaks no HTTP/2; the caller goes on with HTTP/1.1. */
export class NoHttp2Error extends Error {
  readonly code = 'HANSA_NO_HTTP2';
}

interface Lane {
  readonly sessions: Map<Http2Session, ClientCertificate | undefined>;
  readonly most: number;
  /** Those no session has room for, in the order they came; some may be settled meanwhile. */
  waiting: Exchange[];
  isConnecting: boolean;
}

/**
 * HTTP/2 connections to one server. Watches have sessions of their own, so that they never take a stream a write
 * needs. A session that got GOAWAY finishes what it has; another is opened for what comes next.
 */
export class Http2Pool implements Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  readonly #url: URL;
  readonly #calls = createLane(mostCallSessions);
  readonly #watches = createLane(Number.POSITIVE_INFINITY);
  readonly #stop = new AbortController();

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    this.#url = new URL(access.server);
  }

  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse> {
    return this.#start(this.#calls, new Exchange(request, { clock: this.#clock, timeoutMs }));
  }

  stream(request: TransportRequest, timeoutMs: number, receiver: StreamReceiver): Promise<RawResponse> {
    return this.#start(this.#watches, new Exchange(request, { clock: this.#clock, timeoutMs, receiver }));
  }

  close(): Promise<void> {
    const reason = closedError();
    this.#stop.abort(reason);
    for (const lane of [this.#calls, this.#watches]) {
      for (const session of lane.sessions.keys()) session.destroy(reason);
      for (const exchange of lane.waiting) exchange.fail(reason);
      lane.waiting = [];
    }
    return Promise.resolve();
  }

  #start(lane: Lane, exchange: Exchange): Promise<RawResponse> {
    this.#place(lane, exchange);
    return exchange.answer;
  }

  /** Sends it where there is room, at once so that the room is taken; else it stands in line. */
  #place(lane: Lane, exchange: Exchange): void {
    if (this.#stop.signal.aborted) exchange.fail(closedError());
    if (exchange.isSettled) return;
    const session = roomFor(lane, exchange);
    if (session) {
      session.send(exchange);
      return;
    }
    lane.waiting.push(exchange);
    this.#connectIfNeeded(lane);
  }

  #replace(lane: Lane, exchange: Exchange, refusal: ExchangeError): void {
    if (exchange.sendings >= mostSendings) exchange.fail(refusal);
    else this.#place(lane, exchange);
  }

  #serve(lane: Lane): void {
    for (let next = firstInLine(lane); next; next = firstInLine(lane)) {
      const session = roomFor(lane, next);
      if (!session) return this.#connectIfNeeded(lane);
      lane.waiting.shift();
      session.send(next);
    }
  }

  #connectIfNeeded(lane: Lane): void {
    if (!lane.isConnecting && takingRequests(lane) < lane.most) void this.#connect(lane);
  }

  /** Opens a session for the first in line; when that fails, it fails for all who would have needed the same. */
  async #connect(lane: Lane): Promise<void> {
    const certificate = firstInLine(lane)?.request.credential.clientCertificate;
    lane.isConnecting = true;
    try {
      await this.#open(lane, certificate);
    } catch (error) {
      for (const exchange of lane.waiting) if (wants(exchange, certificate)) exchange.fail(error);
    }
    lane.isConnecting = false;
    this.#serve(lane);
  }

  async #open(lane: Lane, certificate: ClientCertificate | undefined): Promise<void> {
    const socket = await dial(this.#access, {
      protocols: ['h2', 'http/1.1'],
      certificate,
      clock: this.#clock,
      timeoutMs: connectPatienceMs,
      signal: this.#stop.signal,
    });
    // It may have been closed since the socket was ready, and then knows nothing of it.
    if (this.#stop.signal.aborted) socket.destroy();
    this.#stop.signal.throwIfAborted();
    if (!('alpnProtocol' in socket) || socket.alpnProtocol !== 'h2') {
      socket.destroy();
      throw new NoHttp2Error('the server speaks no HTTP/2');
    }
    const session = new Http2Session(socket, {
      authority: this.#url.origin,
      pathPrefix: this.#url.pathname.replace(/\/$/, ''),
      clock: this.#clock,
      changed: () => {
        if (session.isClosed) lane.sessions.delete(session);
        this.#serve(lane);
      },
      refused: (exchange, refusal) => this.#replace(lane, exchange, refusal),
    });
    lane.sessions.set(session, certificate);
  }
}

function createLane(most: number): Lane {
  return { sessions: new Map(), most, waiting: [], isConnecting: false };
}

function closedError(): ExchangeError {
  return new ExchangeError('the client is closed', 'ERR_CLOSED');
}

/** A session with room for it; those of another certificate take nothing more from now on. */
function roomFor(lane: Lane, exchange: Exchange): Http2Session | undefined {
  let found: Http2Session | undefined;
  for (const [session, certificate] of lane.sessions) {
    if (!wants(exchange, certificate)) session.retire();
    else if (!found && session.hasRoom) found = session;
  }
  return found;
}

function wants(exchange: Exchange, certificate: ClientCertificate | undefined): boolean {
  const wanted = exchange.request.credential.clientCertificate;
  return wanted?.cert === certificate?.cert && wanted?.key === certificate?.key;
}

/** The first in line that still wants an answer; it stays in line. */
function firstInLine(lane: Lane): Exchange | undefined {
  while (lane.waiting[0]?.isSettled) lane.waiting.shift();
  return lane.waiting[0];
}

function takingRequests(lane: Lane): number {
  let count = 0;
  for (const session of lane.sessions.keys()) if (!session.isDraining) count += 1;
  return count;
}
