import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CredentialError, type ClientCertificate, type Credential, type CredentialSource } from '../access.ts';
import { bearerAuthorization } from './authorization.ts';
import type { TextSource } from './text-source.ts';

/** What a user can have at once; each part may come from a file that changes. */
export interface UserCredentialParts {
  readonly token?: TextSource;
  /** A finished header instead of a token. */
  readonly authorization?: string;
  readonly certificate?: { readonly cert: TextSource; readonly key: TextSource };
}

/** A credential made of fixed texts and files. The object stays the same until a part of it changes. */
export function createUserCredential(parts: UserCredentialParts): CredentialSource {
  return new UserCredential(parts);
}

class UserCredential implements CredentialSource {
  readonly #parts: UserCredentialParts;
  #known: Credential = {};
  #tokenText: string | undefined;

  constructor(parts: UserCredentialParts) {
    this.#parts = parts;
  }

  current(): Credential | Promise<Credential> {
    try {
      return this.#latest();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  refused(used: Credential): boolean {
    const { token, certificate } = this.#parts;
    try {
      for (const text of [token, certificate?.cert, certificate?.key]) text?.refresh();
      return this.#latest() !== used;
    } catch {
      // The next current() says what is wrong; the 401 is the better answer to this request.
      return false;
    }
  }

  #latest(): Credential {
    const authorization = this.#authorization();
    const clientCertificate = this.#clientCertificate();
    if (authorization !== this.#known.authorization || clientCertificate !== this.#known.clientCertificate) {
      this.#known = {
        ...(authorization === undefined ? {} : { authorization }),
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
      };
    }
    return this.#known;
  }

  #authorization(): string | undefined {
    const { token, authorization } = this.#parts;
    if (!token) return authorization;
    const text = token.current();
    if (text === this.#tokenText) return this.#known.authorization;
    const header = bearerAuthorization(text);
    this.#tokenText = text;
    return header;
  }

  #clientCertificate(): ClientCertificate | undefined {
    const source = this.#parts.certificate;
    if (!source) return undefined;
    const known = this.#known.clientCertificate;
    const pair = { cert: source.cert.current(), key: source.key.current() };
    if (known?.cert === pair.cert && known.key === pair.key) return known;
    const fault = faultOfPair(pair);
    if (fault === undefined) return pair;
    // Two files are not exchanged at one moment; the old pair serves until the new one is whole.
    if (known) return known;
    throw new CredentialError(fault);
  }
}

/** What is wrong with a certificate and key, in words without either; undefined when they fit. */
export function faultOfPair({ cert, key }: ClientCertificate): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    return 'the client certificate cannot be read: it must be PEM';
  }
  try {
    if (certificate.checkPrivateKey(createPrivateKey(key))) return undefined;
    return 'the client key does not belong to the client certificate';
  } catch {
    return 'the client key cannot be read: it must be PEM, without a passphrase';
  }
}
