import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import type { ClientCertificate, ClusterAccess } from './access.ts';
import { endpointOf } from './endpoint.ts';
import { trustedCertificates } from './trusted-certificates.ts';

/**
 * What tls.connect needs on top of a socket to the access's server, ALPN aside. With any check left out it lets every
 * certificate pass: assertTrusted judges it after the handshake, for Node can leave out all checks or none.
 */
export function tlsOptions(access: ClusterAccess, certificate: ClientCertificate | undefined): ConnectionOptions {
  const { ca, unchecked = [], serverName } = access.tls;
  const expected = serverName ?? endpointOf(access.server).host;
  return {
    ca: trustedCertificates(ca),
    rejectUnauthorized: unchecked.length === 0,
    checkServerIdentity: (_, presented) =>
      unchecked.includes('hostname') ? undefined : checkServerIdentity(expected, presented),
    // An address may stand in a certificate, but not in the hello message.
    ...(isIP(expected) === 0 ? { servername: expected } : {}),
    ...(certificate ? { cert: certificate.cert, key: certificate.key } : {}),
  };
}
