import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { ClusterAccess } from './access.ts';
import { endpointOf } from './endpoint.ts';
import { splitPem, trustedCertificates } from './trusted-certificates.ts';

const dateFaults = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';
const longestChain = 8;

/**
 * Throws when something that is still checked speaks against the server of a socket whose handshake let everything pass.
 * 'validity' unchecked means, as in KubeFed, trusted as of one second after the certificate became valid: signatures,
 * authorities, usage and, unless unchecked too, the name still count.
 */
export function assertTrusted(socket: TLSSocket, access: ClusterAccess): void {
  const unchecked = access.tls.unchecked ?? [];
  const fault = unchecked.includes('everything') ? undefined : codeOf(socket.authorizationError);
  if (fault === undefined) return;
  if (!unchecked.includes('validity') || !dateFaults.has(fault)) throw tlsError(fault);
  // OpenSSL names only the last fault it found, and dates come last: the chain is walked again without them.
  const leaf = socket.getPeerX509Certificate();
  if (!leaf || !isTrustedButForDates(leaf, parseTrusted(access))) throw tlsError('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  if (unchecked.includes('hostname')) return;
  const mismatch = checkServerIdentity(access.tls.serverName ?? endpointOf(access.server).host, leaf.toLegacyObject());
  if (mismatch) throw mismatch;
}

/** Whether the certificate's chain ends in a trusted one, as of one second after it became valid itself. */
function isTrustedButForDates(leaf: X509Certificate, trusted: readonly X509Certificate[]): boolean {
  const asOf = leaf.validFromDate.getTime() + 1000;
  const usage: readonly string[] | undefined = leaf.keyUsage;
  if (usage && !usage.includes(serverAuth) && !usage.includes(anyUsage)) return false;
  let current: X509Certificate | undefined = leaf;
  for (let depth = 0; current && depth < longestChain; depth++) {
    if (!isValidAt(current, asOf)) return false;
    const last: X509Certificate = current;
    if (trusted.some((anchor) => anchor.raw.equals(last.raw) || (isValidAt(anchor, asOf) && signed(anchor, last)))) {
      return true;
    }
    const issuer: X509Certificate | undefined = last.issuerCertificate;
    current = issuer && signed(issuer, last) ? issuer : undefined;
  }
  return false;
}

function signed(issuer: X509Certificate, subject: X509Certificate): boolean {
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}

function isValidAt(certificate: X509Certificate, time: number): boolean {
  return certificate.validFromDate.getTime() <= time && time <= certificate.validToDate.getTime();
}

function parseTrusted(access: ClusterAccess): X509Certificate[] {
  return trustedCertificates(access.tls.ca).flatMap((bundle) =>
    splitPem(bundle).map((pem) => new X509Certificate(pem)),
  );
}

function codeOf(error: unknown): string | undefined {
  // Typed as an Error; Node sets the code alone.
  if (typeof error === 'string') return error;
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return undefined;
}

function tlsError(code: string): Error {
  return Object.assign(new Error(`the server's certificate is not accepted: ${code}`), { code });
}
