import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { listen, type Listening } from './listen.ts';

/** A proxy of a test, which remembers where it was asked to lead. */
export interface ProxyUnderTest extends Listening {
  /** `host:port` of each tunnel, in order. */
  readonly tunnels: readonly string[];
}

/** Starts an HTTP proxy that knows CONNECT and nothing else; with a login (`user:password`) it insists on it. */
export async function startConnectProxy(login?: string): Promise<ProxyUnderTest> {
  const tunnels: string[] = [];
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createHttpServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const target = request.url ?? '';
    tunnels.push(target);
    join(client, target, {
      opened: () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'),
      failed: () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    });
  });
  return { ...(await listen(server)), tunnels };
}

/** Starts a SOCKS5 proxy; with a login (`user:password`) it insists on it. */
export async function startSocksProxy(login?: string): Promise<ProxyUnderTest> {
  const tunnels: string[] = [];
  const server = createTcpServer({ noDelay: true }, (client) => {
    const steps = login === undefined ? [greet, command] : [greet, logIn(login), command];
    client.on('data', function step(message: Buffer) {
      const next = steps.shift();
      if (steps.length === 0) client.off('data', step).pause();
      next?.(client, message, tunnels, login !== undefined);
    });
  });
  return { ...(await listen(server)), tunnels };
}

function greet(client: Socket, message: Buffer, _: string[], mustLogIn: boolean): void {
  const method = mustLogIn ? 2 : 0;
  client.write(Buffer.from([5, message.subarray(2).includes(method) ? method : 0xff]));
}

function logIn(login: string) {
  return (client: Socket, message: Buffer): void => {
    const userLength = message[1] ?? 0;
    const said = `${message.subarray(2, 2 + userLength).toString()}:${message.subarray(3 + userLength).toString()}`;
    client.write(Buffer.from([1, said === login ? 0 : 1]));
  };
}

function command(client: Socket, message: Buffer, tunnels: string[]): void {
  const isName = message[3] === 3;
  const host = isName ? message.subarray(5, -2).toString() : message.subarray(4, 8).join('.');
  const target = `${host}:${message.readUInt16BE(message.length - 2)}`;
  tunnels.push(target);
  join(client, target, { opened: () => client.write(reply(0)), failed: () => client.end(reply(5)) });
}

function reply(code: number): Buffer {
  return Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}

function join(client: Socket, target: string, on: { opened: () => void; failed: () => void }): void {
  const colon = target.lastIndexOf(':');
  const upstream = connect({ port: Number(target.slice(colon + 1)), host: target.slice(0, colon), noDelay: true });
  upstream.once('error', on.failed).once('connect', () => {
    upstream.off('error', on.failed).on('error', () => client.destroy());
    on.opened();
    client.pipe(upstream).pipe(client);
  });
  client.once('close', () => upstream.destroy());
}
