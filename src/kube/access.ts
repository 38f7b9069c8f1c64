/**
 * A check of the server's certificate that is left out. KubeFed's disabledTLSValidations in the order given:
 * `*`, `SubjectName`, `ValidityPeriod`.
 */
export type UncheckedTls = 'everything' | 'hostname' | 'validity';

/** How the server proves who it is; plain http:// servers have no use for it. */
export interface TlsTrust {
  /** PEM certificates; absent means the authorities the machine trusts. */
  readonly ca?: string;
  /** Empty or absent means that everything is checked. */
  readonly unchecked?: readonly UncheckedTls[];
  /** The name the certificate must carry where it is not the server's own. */
  readonly serverName?: string;
}

/** Whom requests act for, when not for whom the credential names. */
export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A private key and the certificate chain for it, both PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a request shows of who sends it; neither field means anonymous. */
export interface Credential {
  /** The whole header value: `Bearer …` or `Basic …`. */
  readonly authorization?: string;
  /** Shown while connecting: another certificate needs another connection. */
  readonly clientCertificate?: ClientCertificate;
}

/** Who we are; asked before every request, so it answers from memory when it can. */
export interface CredentialSource {
  /** The credential to use now. A value when it is in memory, else a promise, which rejects with CredentialError. */
  current(): Credential | Promise<Credential>;
  /** The server refused `used` (401): drops it. True when a fresh one may be had, so that one retry is worth it. */
  refused(used: Credential): boolean;
}

/** How to reach one API server, and who to be there. */
export interface ClusterAccess {
  /** What errors call the cluster. */
  readonly name: string;
  /** URL without a slash at its end; a path (https://host/k8s/clusters/c1) stands before every request's own. */
  readonly server: string;
  readonly tls: TlsTrust;
  readonly credential: CredentialSource;
  /** An http, https or socks5 URL; user and password in it are for the proxy. */
  readonly proxyUrl?: string;
  readonly impersonate?: Impersonation;
}

/** No credential could be had: a file that cannot be read, a plugin that failed. The message holds no secret. */
export class CredentialError extends Error {
  readonly code = 'HANSA_CREDENTIAL';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CredentialError';
  }
}
