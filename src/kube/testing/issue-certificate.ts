import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate made for one test run, with its key. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly keyObject: KeyObject;
}

export interface CertificateWish {
  readonly name: string;
  /** Host names and addresses it is for. */
  readonly hosts?: readonly string[];
  /** Who signs; absent means itself. */
  readonly issuer?: IssuedCertificate;
  readonly isAuthority?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

const day = 86_400_000;

/** Issues an X.509 certificate (RFC 5280) on a fresh P-256 key: Node reads certificates but makes none. */
export function issueCertificate(wish: CertificateWish): IssuedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { issuer, from = new Date(Date.now() - day), to = new Date(Date.now() + day) } = wish;
  const body = sequence(
    tagged(0xa0, der(0x02, 2)),
    der(0x02, 1, ...Buffer.from(wish.name)),
    ecdsaWithSha256,
    distinguishedName(issuer?.name ?? wish.name),
    sequence(time(from), time(to)),
    distinguishedName(wish.name),
    publicKey.export({ format: 'der', type: 'spki' }),
    tagged(0xa3, sequence(...extensions(wish))),
  );
  const signature = sign('sha256', body, issuer?.keyObject ?? privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, 0, ...signature));
  return {
    cert: pem(whole),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    name: wish.name,
    keyObject: privateKey,
  };
}

/** Lines of 64 signs (RFC 7468); OpenSSL does not read one that has an empty line at its end. */
function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extensions({ hosts = [], isAuthority = false }: CertificateWish): Buffer[] {
  const constraints = isAuthority ? sequence(der(0x01, 0xff)) : sequence();
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, ...host.split('.').map(Number)) : der(0x82, ...Buffer.from(host)),
  );
  return [
    sequence(der(0x06, 0x55, 0x1d, 19), der(0x01, 0xff), tagged(0x04, constraints)),
    ...(names.length === 0 ? [] : [sequence(der(0x06, 0x55, 0x1d, 17), tagged(0x04, sequence(...names)))]),
  ];
}

const ecdsaWithSha256 = sequence(der(0x06, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(der(0x06, 0x55, 0x04, 3), der(0x0c, ...Buffer.from(name)))));
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(0x17, ...Buffer.from(`${digits}Z`));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  return der(tag, ...Buffer.concat(parts));
}

function der(tag: number, ...content: readonly number[]): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.from([tag, ...size, ...content]);
}
