import type { Clock } from '../base/clock.ts';
import type { ClusterAccess } from './access.ts';
import type { RawResponse } from './client.ts';
import { createHttp1Transport } from './http1-transport.ts';
import { Http2Pool, NoHttp2Error } from './http2/pool.ts';
import type { StreamReceiver, Transport, TransportRequest } from './transport.ts';

/** HTTP/2 where the server agrees to it, else HTTP/1.1: plain http:// servers, and what stands behind old proxies. */
export function createTransport(access: ClusterAccess, clock: Clock): Transport {
  if (new URL(access.server).protocol === 'http:') return createHttp1Transport(access, clock);
  return new NegotiatedTransport(access, clock);
}

class NegotiatedTransport implements Transport {
  readonly #access: ClusterAccess;
  readonly #clock: Clock;
  #chosen: Transport;

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    this.#chosen = new Http2Pool(access, clock);
  }

  call(request: TransportRequest, timeoutMs: number): Promise<RawResponse> {
    return this.#either((transport) => transport.call(request, timeoutMs));
  }

  stream(request: TransportRequest, timeoutMs: number, receiver: StreamReceiver): Promise<RawResponse> {
    return this.#either((transport) => transport.stream(request, timeoutMs, receiver));
  }

  close(): Promise<void> {
    return this.#chosen.close();
  }

  async #either(send: (transport: Transport) => Promise<RawResponse>): Promise<RawResponse> {
    const tried = this.#chosen;
    try {
      return await send(tried);
    } catch (error) {
      if (!(error instanceof NoHttp2Error)) throw error;
      if (this.#chosen === tried) this.#chosen = createHttp1Transport(this.#access, this.#clock);
      return send(this.#chosen);
    }
  }
}
