import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import type { ClientCertificate, ClusterAccess } from './access.ts';
import { assertTrusted } from './assert-trusted.ts';
import { endpointOf } from './endpoint.ts';
import { openTunnel } from './proxy/tunnel.ts';
import { socketReady } from './socket-ready.ts';
import { tlsOptions } from './tls-options.ts';

export interface DialOptions {
  /** Offered by ALPN, the preferred first; what was agreed on is the socket's alpnProtocol. */
  readonly protocols: readonly string[];
  readonly certificate: ClientCertificate | undefined;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Gives up at once, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a connection to the access's server: through its proxy if it has one, with TLS unless the server is http://.
 * Rejects with what Node, TLS or the proxy said, and with ETIMEDOUT when all of it together takes longer than timeoutMs.
 */
export async function dial(access: ClusterAccess, options: DialOptions): Promise<Socket | TLSSocket> {
  const abort = new AbortController();
  const timer = options.clock.after(options.timeoutMs, () => {
    const message = `no connection within ${options.timeoutMs / 1000} s`;
    abort.abort(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  });
  try {
    const signal = options.signal ? AbortSignal.any([abort.signal, options.signal]) : abort.signal;
    return await connectWithin(access, options, signal);
  } finally {
    timer.cancel();
  }
}

async function connectWithin(access: ClusterAccess, options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const target = endpointOf(access.server);
  const socket =
    access.proxyUrl === undefined
      ? await socketReady(connectTcp({ ...target, noDelay: true, keepAlive: true }), 'connect', signal)
      : await openTunnel(access.proxyUrl, target, signal);
  if (new URL(access.server).protocol === 'http:') return socket;
  return startTls(socket, access, options, signal);
}

async function startTls(
  socket: Socket,
  access: ClusterAccess,
  { protocols, certificate }: DialOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  let secure: TLSSocket;
  try {
    secure = connectTls({
      ...tlsOptions(access, certificate),

      socket,
      ALPNProtocols: [...protocols],
    });
  } catch (error) {
    // A certificate or key that cannot be read is thrown, not emitted.
    socket.destroy();
    throw error;
  }
  await socketReady(secure, 'secureConnect', signal);
  try {
    assertTrusted(secure, access);
  } catch (error) {
    secure.destroy();
    throw error;
  }
  return secure;
}
