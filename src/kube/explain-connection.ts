import type { ClusterAccess } from './access.ts';
import { CredentialError } from './access.ts';
import { endpointOf } from './endpoint.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { ProxyError } from './proxy/tunnel.ts';

type Explain = (access: ClusterAccess, error: Error) => string;

const checkAddress = 'check the address, and that the API server runs';

const network: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: ({ server }) => `nothing listens on ${addressOf(server)}: ${checkAddress}`,
  ENOTFOUND: ({ server }) => `the name ${endpointOf(server).host} is not known to the DNS: check the server's address`,
  EAI_AGAIN: ({ server }) =>
    `the name ${endpointOf(server).host} could not be looked up just now: check that the machine's DNS answers`,
  ETIMEDOUT: ({ server }, { message }) =>
    `no answer from ${addressOf(server)} (${message}): check the address, the network and firewalls in between`,
  EHOSTUNREACH: ({ server }) => `no way leads to ${addressOf(server)}: check the address, the network and firewalls`,
  ENETUNREACH: ({ server }) => `no way leads to ${addressOf(server)}: check that this machine has a network`,
  ECONNRESET: ({ server }) =>
    `${addressOf(server)} ended the connection: it may be restarting, or not be an API server; try again, then check the address`,
  EPIPE: ({ server }) => `${addressOf(server)} ended the connection while it was written to: try again`,
  EPROTO: ({ server }) => `${addressOf(server)} does not speak TLS properly: ${checkAddress}`,
};

const certificate: Readonly<Record<string, Explain>> = {
  CERT_HAS_EXPIRED: () => `the server's certificate has expired: renew it, or check this machine's clock`,
  CERT_NOT_YET_VALID: () => `the server's certificate is not valid yet: check the clocks here and there`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ server, tls }, { message }) =>
    `the server's certificate is not for ${tls.serverName ?? endpointOf(server).host} (${detail(message)}): ` +
    'use a name it is for as address, or give that name as tls-server-name',
  CERT_REVOKED: () => `the server's certificate was revoked: renew it`,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: () =>
    `the server does not know the authority of our client certificate: use one its client CA has signed`,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: () =>
    'the server asks for a client certificate: add client-certificate and client-key to the user',
};

const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** What kept a request from being answered, as a ConnectionError in plain words; what is one of ours already stays. */
export function explainConnection(access: ClusterAccess, error: unknown): unknown {
  if (error instanceof ConnectionError || error instanceof ApiError || error instanceof CredentialError) return error;
  const cause = rootOf(error);
  const errno = codeOf(cause);
  return new ConnectionError({
    cluster: access.name,
    server: access.server,
    errno,
    explanation: explain(access, cause, errno),
    cause: error,
  });
}

function explain(access: ClusterAccess, error: Error, errno: string): string {
  if (error instanceof ProxyError) return error.message;
  const known = network[errno] ?? certificate[errno];
  if (isPlainHttp(error)) {
    return `${addressOf(access.server)} answers in plain HTTP, not TLS: write http:// if that is meant, or give the TLS port`;
  }
  if (known) return known(access, error);
  if (untrusted.has(errno)) return explainUntrusted(access, errno);
  if (errno.startsWith('ERR_OSSL_')) return explainOwnCertificate(error);
  if (errno.startsWith('ERR_HTTP2_')) {
    return `the HTTP/2 connection broke (${error.message}): try again; a proxy in between may not let HTTP/2 through`;
  }
  if (error.message === 'socket hang up' || errno === 'UND_ERR_SOCKET') {
    return `the server closed the connection before it answered: it may be restarting, or not be an API server`;
  }
  if (isTimeout(error, errno))
    return `no answer in time (${error.message}): the server may be overloaded, or the network slow`;
  return error.message === '' ? errno : error.message;
}

function explainUntrusted({ tls }: ClusterAccess, errno: string): string {
  const remedy =
    tls.ca === undefined
      ? 'give the certificate of its authority as certificate-authority'
      : 'the certificate-authority given is not the one that signed it: get the current one';
  return `the server's certificate is not signed by an authority trusted here (${errno}): ${remedy}`;
}

function explainOwnCertificate(error: Error): string {
  if (error.message.includes('key values mismatch')) {
    return 'the client key does not belong to the client certificate: give the two that do';
  }
  return `the client certificate, its key or the certificate authority cannot be read as PEM (${error.message})`;
}

/** TLS shows its first record to a plain HTTP server, which answers in words OpenSSL takes for a version number. */
function isPlainHttp(error: Error): boolean {
  return /wrong version number|packet length too long|HTTP_REQUEST/i.test(error.message);
}

function isTimeout(error: Error, errno: string): boolean {
  return error.name === 'TimeoutError' || error.name === 'AbortError' || /TIMEOUT/.test(errno);
}

/** The names in `… Host: x. is not in the cert's altnames: DNS:y`: our own words say the rest. */
function detail(message: string): string {
  const names = /.*(?:altnames|list): (.*)$/s.exec(message)?.[1];
  if (names === undefined) return message;
  return names === '' ? 'it is for names alone, not for addresses' : `it is for ${names}`;
}

function addressOf(server: string): string {
  const { host, port } = endpointOf(server);
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The error that says most: an AggregateError's first, and below wrappers without a code of their own. */
function rootOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (codeOf(error) === error.name && error.cause instanceof Error) return rootOf(error.cause);
  return error;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
