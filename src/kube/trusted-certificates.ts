import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

/** The PEM certificates, or bundles of them, that a server's chain may end in; without ca those the machine trusts. */
export function trustedCertificates(ca: string | undefined): string[] {
  if (ca !== undefined) return [ca];
  // Kept: reading several hundred certificates takes a while, and only servers with a public certificate need them.
  machineTrust ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return machineTrust;
}

let machineTrust: string[] | undefined;

/** Each certificate of a PEM bundle by itself. */
export function splitPem(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Whether a PEM bundle holds a certificate that can be read. */
export function hasCertificate(bundle: string): boolean {
  try {
    return splitPem(bundle).map((pem) => new X509Certificate(pem)).length > 0;
  } catch {
    return false;
  }
}
