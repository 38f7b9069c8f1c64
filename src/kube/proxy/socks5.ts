import { isIPv4, type Socket } from 'node:net';
import type { Endpoint } from '../endpoint.ts';
import { socketReady } from '../socket-ready.ts';

/** User and password for the proxy; an empty user means none. */
interface SocksLogin {
  readonly user: string;
  readonly password: string;
}

const version = 5;
const noLogin = 0;
const byPassword = 2;
const replies = [
  '',
  'it failed',
  'its rules do not allow this connection',
  'the network cannot be reached from it',
  'the host cannot be reached from it',
  'the connection was refused',
  'the way is too long (TTL expired)',
  'it does not know the CONNECT command',
  'it does not know this type of address',
];

/**
 * Asks a SOCKS5 proxy (RFC 1928, login by RFC 1929) at the other end of socket for a connection to target, by name
 * so that the proxy looks it up. Resolves with undefined when the tunnel stands, else with the proxy's refusal in words.
 */
export async function negotiateSocks5(
  socket: Socket,
  target: Endpoint,
  login: SocksLogin,
  signal: AbortSignal,
): Promise<string | undefined> {
  const read = createReader(socket, signal);
  socket.write(Buffer.from(login.user === '' ? [version, 1, noLogin] : [version, 2, noLogin, byPassword]));
  const [spoken, method] = await read(2);
  if (spoken !== version) return 'it does not speak SOCKS5';
  if (method === byPassword && login.user !== '') {
    socket.write(loginMessage(login));
    if ((await read(2))[1] !== 0) return 'it does not accept the user and password in proxy-url';
  } else if (method !== noLogin) {
    return 'it asks for a user and password; put them into proxy-url';
  }
  socket.write(connectMessage(target));
  const [, code = 1, , kind] = await read(4);
  if (code !== 0) return replies[code] ?? `it refused with code ${code}`;
  const addressLength = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0);
  await read(addressLength + 2);
  return undefined;
}

function loginMessage({ user, password }: SocksLogin): Buffer {
  return Buffer.concat([Buffer.from([1]), counted(user), counted(password)]);
}

function connectMessage({ host, port }: Endpoint): Buffer {
  const address = isIPv4(host)
    ? Buffer.from([1, ...host.split('.').map(Number)])
    : Buffer.concat([Buffer.from([3]), counted(host)]);
  return Buffer.concat([Buffer.from([version, 1, 0]), address, Buffer.from([port >> 8, port & 0xff])]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** Reads exactly so many bytes, and none that belong to the tunnel. */
function createReader(socket: Socket, signal: AbortSignal): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      const bytes: unknown = socket.read(count);
      if (Buffer.isBuffer(bytes)) return bytes;
      await socketReady(socket, 'readable', signal);
    }
  };
}
