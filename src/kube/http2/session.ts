import { connect, type ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { isSessionSpent, type Exchange, type ExchangeError } from './exchange.ts';

/** A quiet connection is asked this often whether it still lives; the answer must come within pingPatienceMs. */
const pingEveryMs = 15_000;
const pingPatienceMs = 10_000;
/** kube-apiserver's own default; more than this on one connection is refused by many servers and proxies. */
const mostStreams = 100;
const windowBytes = 16 * 1024 * 1024;

export interface SessionOptions {
  readonly authority: string;
  readonly pathPrefix: string;
  readonly clock: Clock;
  /** Called when the session takes no more requests, when it is over, and whenever a stream ended. */
  readonly changed: () => void;
  /** Called for an exchange that the server surely did nothing with. */
  readonly refused: (exchange: Exchange, refusal: ExchangeError) => void;
}

/** One HTTP/2 connection: counts its streams, notices GOAWAY and dead peers. */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #options: SessionOptions;
  #streams = 0;
  #draining = false;
  #closed = false;
  #ping: Timer | undefined;

  constructor(socket: Socket, options: SessionOptions) {
    this.#options = options;
    this.#session = connect(options.authority, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: windowBytes },
    });
    this.#session.on('connect', () => this.#session.setLocalWindowSize(windowBytes));
    // Streams report their own failures; an unheard 'error' would end the process.
    this.#session.on('error', () => this.#drain());
    this.#session.on('goaway', () => this.#drain());
    this.#session.on('close', () => {
      this.#ping?.cancel();
      this.#draining = true;
      this.#closed = true;
      options.changed();
    });
    this.#schedulePing();
  }

  /** Whether one more request may go out here. */
  get hasRoom(): boolean {
    return (
      !this.#draining &&
      this.#streams < Math.min(mostStreams, this.#session.remoteSettings.maxConcurrentStreams ?? mostStreams)
    );
  }

  /** Whether no new request will ever go out here. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** Whether the connection is over. */
  get isClosed(): boolean {
    return this.#closed;
  }

  send(exchange: Exchange): void {
    this.#streams += 1;
    exchange.send(this.#session, this.#options.pathPrefix, (refusal) => {
      this.#streams -= 1;
      // Node ends a session before it tells of it.
      if (refusal && isSessionSpent(refusal)) this.#drain();
      if (this.#draining && this.#streams === 0) this.#session.close();
      if (refusal) this.#options.refused(exchange, refusal);
      this.#options.changed();
    });
  }

  /** Takes no more requests; those under way finish. */
  retire(): void {
    this.#drain();
  }

  /** Ends the connection; everything on it fails with reason. */
  destroy(reason: Error): void {
    this.#drain();
    this.#session.destroy(reason);
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    if (this.#streams === 0) this.#session.close();
    this.#options.changed();
  }

  #schedulePing(): void {
    this.#ping = this.#options.clock.after(pingEveryMs, () => this.#sendPing());
  }

  #sendPing(): void {
    if (this.#session.destroyed) return;
    const patience = this.#options.clock.after(pingPatienceMs, () => {
      this.#session.destroy(Object.assign(new Error('the server stopped answering PING'), { code: 'ETIMEDOUT' }));
    });
    this.#askForSign((error) => {
      patience.cancel();
      if (!error) this.#schedulePing();
    });
  }

  /** Makes the peer answer: by PING, or by SETTINGS on a session that is closing, where Node sends no PING any more. */
  #askForSign(answered: (error: Error | null) => void): void {
    if (this.#session.closed) this.#session.settings({}, answered);
    else this.#session.ping(answered);
  }
}
