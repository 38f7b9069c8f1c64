import { BlockList, isIP } from 'node:net';
import { endpointOf } from '../endpoint.ts';

/**
 * The proxy the environment asks for (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, small letters too), as Go's net/http reads it:
 * never for this machine itself; undefined means to connect directly.
 */
export function proxyFromEnvironment(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = new URL(server).protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = either(env, name);
  if (proxy === '' || goesDirectly(server, either(env, 'NO_PROXY'))) return undefined;
  const url = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(url) ? url : undefined;
}

function either(env: Readonly<Record<string, string | undefined>>, name: string): string {
  // eslint-disable-next-line typescript/prefer-nullish-coalescing -- an empty variable is an unset one
  return env[name] || env[name.toLowerCase()] || '';
}

function goesDirectly(server: string, exceptions: string): boolean {
  const { host, port } = endpointOf(server);
  if (host === 'localhost' || isLoopback(host)) return true;
  return exceptions
    .split(',')
    .map((exception) => exception.trim().toLowerCase())
    .some((exception) => exception !== '' && excepts(exception, host, port));
}

function isLoopback(host: string): boolean {
  return isInSubnet(host, '127.0.0.0/8') || host === '::1';
}

/** `*`, an address, a subnet, or a domain with everything below it; `.domain` means only what is below. A port may follow. */
function excepts(exception: string, host: string, port: number): boolean {
  if (exception === '*') return true;
  if (exception.includes('/')) return isInSubnet(host, exception);
  const [, name = exception, onlyPort] = /^(.*?):(\d+)$/.exec(isIP(exception) === 6 ? '' : exception) ?? [];
  if (onlyPort !== undefined && Number(onlyPort) !== port) return false;
  const bare = name.replace(/^\*(?=\.)/, '').replace(/^\[|\]$/g, '');
  return bare.startsWith('.') ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}

function isInSubnet(host: string, subnet: string): boolean {
  const version = isIP(host);
  const [network = '', length = ''] = subnet.split('/');
  if (version === 0 || isIP(network) !== version) return false;
  const bits = Number(length);
  if (length === '' || !Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}
