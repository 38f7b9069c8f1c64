import type { Clock } from '../base/clock.ts';
import type { ClusterAccess } from './access.ts';
import type { RawResponse } from './client.ts';
import { Http2Pool, NoHttp2Error } from './http2/pool.ts';
import type { StreamReceiver, Transport, TransportRequest } from './transport.ts';

/** HTTP/2 where the server agrees to it, else HTTP/1.1: plain http:// servers, and what stands behind old proxies. */
export function createTransport(access: ClusterAccess, clock: Clock): Transport {
  return new NegotiatedTransport(access, clock);
}

class NegotiatedTransport implements Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  /** Until the server is known to speak none. */
  #http2: Http2Pool | undefined;
  #http1: Promise<Transport> | undefined;

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    if (new URL(access.server).protocol !== 'http:') this.#http2 = new Http2Pool(access, clock);
  }

  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse> {
    return this.#either((transport) => transport.call(request, timeoutMs));
  }

  stream(request: TransportRequest, timeoutMs: number, receiver: StreamReceiver): Promise<RawResponse> {
    return this.#either((transport) => transport.stream(request, timeoutMs, receiver));
  }

  async close(): Promise<void> {
    await (this.#http2 ?? (await this.#useHttp1())).close();
  }

  async #either(send: (transport: Transport) => Promise<RawResponse>): Promise<RawResponse> {
    if (this.#http2) {
      try {
        return await send(this.#http2);
      } catch (error) {
        if (!(error instanceof NoHttp2Error)) throw error;
        this.#http2 = undefined;
      }
    }
    return send(await this.#useHttp1());
  }

  #useHttp1(): Promise<Transport> {
    return (this.#http1 ??= loadHttp1(this.#access, this.#clock));
  }
}

/** Few servers need it, and its library would be a fifth of what the controller holds in memory. */
async function loadHttp1(access: ClusterAccess, clock: Clock): Promise<Transport> {
  const { createHttp1Transport } = await import('./http1-transport.ts');
  return createHttp1Transport(access, clock);
}
