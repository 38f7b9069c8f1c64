import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { endpointOf, type Endpoint } from '../endpoint.ts';
import { socketReady } from '../socket-ready.ts';
import { negotiateSocks5 } from './socks5.ts';

/** The proxy could not be used, or would not let us through; the message names the proxy, never its password. */
export class ProxyError extends Error {
  readonly code: 'HANSA_PROXY_REFUSED' | 'HANSA_PROXY_UNREACHABLE' | 'HANSA_PROXY_UNSUPPORTED';
  readonly proxy: string;

  constructor(code: ProxyError['code'], proxy: URL, explanation: string, cause?: unknown) {
    super(`proxy ${proxy.protocol}//${proxy.host}: ${explanation}`, { cause });
    this.name = 'ProxyError';
    this.code = code;
    this.proxy = `${proxy.protocol}//${proxy.host}`;
  }
}

/** Opens a connection to target through a proxy; rejects with ProxyError, or with the signal's reason. */
export async function openTunnel(proxyUrl: string, target: Endpoint, signal: AbortSignal): Promise<Socket> {
  const proxy = new URL(proxyUrl);
  try {
    if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return await connectByHttp(proxy, target, signal);
    if (proxy.protocol === 'socks5:' || proxy.protocol === 'socks5h:')
      return await connectBySocks(proxy, target, signal);
  } catch (error) {
    if (error instanceof ProxyError || signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProxyError(
      'HANSA_PROXY_UNREACHABLE',
      proxy,
      `${reason}: check proxy-url, and that the proxy runs`,
      error,
    );
  }
  throw new ProxyError('HANSA_PROXY_UNSUPPORTED', proxy, 'only http, https and socks5 proxies can be used');
}

function connectByHttp(proxy: URL, target: Endpoint, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const request = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
    ...endpointOf(proxy.href),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyAuthorization(proxy) },
    agent: false,
    signal,
  });
  request.once('connect', (response, socket: Socket, head) => {
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      socket.destroy();
      reject(new ProxyError('HANSA_PROXY_REFUSED', proxy, refusal(status, response.statusMessage ?? '', authority)));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    resolve(socket.setNoDelay(true).setKeepAlive(true));
  });
  request.once('error', (error) => reject(signal.aborted ? asError(signal.reason) : error));
  request.end();
  return promise;
}

function refusal(status: number, text: string, authority: string): string {
  if (status === 407) return 'it asks for a user and password (407); put them into proxy-url';
  return `it refused to connect to ${authority}: ${status} ${text}`.trim();
}

function proxyAuthorization(proxy: URL): { 'proxy-authorization'?: string } {
  const { user, password } = proxyLogin(proxy);
  if (user === '') return {};
  return { 'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function connectBySocks(proxy: URL, target: Endpoint, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ ...endpointOf(proxy.href), noDelay: true, keepAlive: true });
  await socketReady(socket, 'connect', signal);
  const refused = await negotiateSocks5(socket, target, proxyLogin(proxy), signal);
  if (refused === undefined) return socket;
  socket.destroy();
  throw new ProxyError('HANSA_PROXY_REFUSED', proxy, refused);
}

function proxyLogin(proxy: URL): { readonly user: string; readonly password: string } {
  return { user: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
