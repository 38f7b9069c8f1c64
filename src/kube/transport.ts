import type { Credential } from './access.ts';
import type { RawResponse } from './client.ts';

/** One HTTP request, ready to be sent. */
export interface TransportRequest {
  readonly method: string;
  /** Path and query; the server's own path prefix is the transport's to add. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Its authorization is in headers already; a client certificate chooses the connection. */
  readonly credential: Credential;
  readonly signal?: AbortSignal;
}

/** Takes a stream as it comes: that the server answered with 200, then the pieces of its body. */
export interface StreamReceiver {
  begun(): void;
  take(piece: Buffer): void;
}

/**
 * Connections to one API server. Calls reject with what Node or TLS said (the client explains it), or with the
 * signal's reason. A request the server surely did not process is sent again by the transport itself.
 * Redirects are answers like any other: they are never followed.
 */
export interface Transport {
  /**
   * Sends a request and reads the whole answer, whatever its status; rejects after timeoutMs without one. The time to
   * get a connection counts.
   */
  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse>;
  /**
   * Sends a request and gives a 200's body to the receiver as it comes; resolves when the stream ends, with an empty
   * body then, or with the whole answer when its status was not 200.
   * Rejects when no answer begins within timeoutMs; the stream itself may stay silent for ever.
   */
  stream(request: TransportRequest, timeoutMs: number, receiver: StreamReceiver): Promise<RawResponse>;
  /** Ends all connections; what is under way rejects. */
  close(): Promise<void>;
}
