import type { Clock } from '../../base/clock.ts';
import type { ClusterAccess, Credential } from '../access.ts';
import type { RawResponse } from '../client.ts';
import { dial } from '../dial.ts';
import type { Transport, TransportRequest } from '../transport.ts';
import { ExchangeError, type ExchangeOptions } from './exchange.ts';
import { Http2Session } from './session.ts';

const connectPatienceMs = 10_000;
/** Calls beyond what these hold wait for a stream; watches each bring their room with them. */
const mostCallSessions = 4;
const mostAttempts = 4;

/** The server speaks no HTTP/2; the caller goes on with HTTP/1.1. */
export class NoHttp2Error extends Error {
  readonly code = 'HANSA_NO_HTTP2';
}

interface Lane {
  readonly sessions: Map<Http2Session, Credential['clientCertificate']>;
  readonly most: number;
  connecting: Promise<void> | undefined;
  waiting: (() => void)[];
}

/**
 * HTTP/2 connections to one server. Watches have sessions of their own, so that they never take a stream a write
 * needs. A session that got GOAWAY finishes what it has; another is opened for what comes next.
 */
export class Http2Pool implements Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  readonly #url: URL;
  readonly #calls: Lane = { sessions: new Map(), most: mostCallSessions, connecting: undefined, waiting: [] };
  readonly #watches: Lane = { sessions: new Map(), most: Number.POSITIVE_INFINITY, connecting: undefined, waiting: [] };
  #closed = false;

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    this.#url = new URL(access.server);
  }

  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse> {
    return this.#send(this.#calls, request, { clock: this.#clock, timeoutMs });
  }

  stream(request: TransportRequest, timeoutMs: number, chunk: (piece: Buffer) => void): Promise<RawResponse> {
    return this.#send(this.#watches, request, { clock: this.#clock, timeoutMs, chunk });
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const lane of [this.#calls, this.#watches]) {
      for (const session of lane.sessions.keys()) session.destroy();
      wake(lane);
    }
    return Promise.resolve();
  }

  async #send(lane: Lane, request: TransportRequest, options: ExchangeOptions): Promise<RawResponse> {
    for (let attempt = 1; ; attempt++) {
      const session = await this.#acquire(lane, request.credential.clientCertificate);
      try {
        return await session.exchange(request, options);
      } catch (error) {
        if (attempt >= mostAttempts || !(error instanceof ExchangeError && error.unprocessed)) throw error;
      }
    }
  }

  async #acquire(lane: Lane, certificate: Credential['clientCertificate']): Promise<Http2Session> {
    for (;;) {
      if (this.#closed) throw new ExchangeError('the client is closed', { code: 'ERR_CLOSED', unprocessed: false });
      this.#retireOtherCertificates(lane, certificate);
      for (const session of lane.sessions.keys()) if (session.hasRoom) return session;
      if (takingRequests(lane) < lane.most) await this.#connectOnce(lane, certificate);
      else await new Promise<void>((resolve) => lane.waiting.push(resolve));
    }
  }

  #retireOtherCertificates(lane: Lane, certificate: Credential['clientCertificate']): void {
    for (const [session, its] of lane.sessions) {
      if (its?.cert !== certificate?.cert || its?.key !== certificate?.key) session.retire();
    }
  }

  #connectOnce(lane: Lane, certificate: Credential['clientCertificate']): Promise<void> {
    lane.connecting ??= this.#connect(lane, certificate).finally(() => (lane.connecting = undefined));
    return lane.connecting;
  }

  async #connect(lane: Lane, certificate: Credential['clientCertificate']): Promise<void> {
    const socket = await dial(this.#access, {
      protocols: ['h2', 'http/1.1'],
      certificate,
      clock: this.#clock,
      timeoutMs: connectPatienceMs,
    });
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
        wake(lane);
      },
    });
    lane.sessions.set(session, certificate);
    if (this.#closed) session.destroy();
  }
}

function takingRequests(lane: Lane): number {
  let count = 0;
  for (const session of lane.sessions.keys()) if (!session.isDraining) count += 1;
  return count;
}

function wake(lane: Lane): void {
  const waiting = lane.waiting;
  lane.waiting = [];
  for (const resolve of waiting) resolve();
}
