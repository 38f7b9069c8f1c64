import { X509Certificate } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { CredentialError, type Credential, type CredentialSource } from '../access.ts';
import { bearerAuthorization } from './authorization.ts';
import { parseExecCredential, type ExecStatus } from './exec-credential.ts';
import { runPlugin } from './run-plugin.ts';
import { faultOfPair } from './user-credential.ts';

export type InteractiveMode = 'Never' | 'IfAvailable' | 'Always';

/** The cluster as a plugin that asked for it (provideClusterInfo) is told of it. */
export interface ExecClusterInfo {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  /** The cluster's extension `client.authentication.k8s.io/exec`, as it stands. */
  readonly config?: unknown;
}

/** users[].user.exec of a kubeconfig, checked and with a path that does not depend on where we run. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  readonly installHint: string;
  readonly interactiveMode: InteractiveMode;
  /** Absent unless the plugin asked for it. */
  readonly cluster?: ExecClusterInfo;
}

/** The surroundings a plugin is run in. */
export interface ExecSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody sits at standard input. */
  readonly isTerminal: boolean;
}

/** Before its end by so much, and by no more than a tenth of its life, a credential is no longer used. */
const longestSkewMs = 30_000;
/** A plugin that answered so lately would hardly answer better now. */
const soonestRerunMs = 5_000;

/**
 * A credential that a plugin hands out (client.authentication.k8s.io). The plugin runs when there is none, when it
 * expires and when it was refused; however many ask meanwhile, it runs once.
 */
export function createExecCredential(plugin: ExecPlugin, surroundings: ExecSurroundings): CredentialSource {
  return new ExecCredentialSource(plugin, surroundings);
}

interface Known {
  readonly credential: Credential;
  readonly since: number;
  readonly until: number;
}

class ExecCredentialSource implements CredentialSource {
  readonly #plugin: ExecPlugin;
  readonly #surroundings: ExecSurroundings;
  #known: Known | undefined;
  #running: Promise<Credential> | undefined;

  constructor(plugin: ExecPlugin, surroundings: ExecSurroundings) {
    this.#plugin = plugin;
    this.#surroundings = surroundings;
  }

  current(): Credential | Promise<Credential> {
    if (this.#known && this.#surroundings.clock.now() < this.#known.until) return this.#known.credential;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  refused(used: Credential): boolean {
    if (this.#known?.credential !== used) return true;
    if (this.#surroundings.clock.now() - this.#known.since < soonestRerunMs) return false;
    this.#known = undefined;
    return true;
  }

  async #run(): Promise<Credential> {
    const { command, apiVersion } = this.#plugin;
    const output = await runPlugin(this.#plugin, this.#surroundings);
    const since = this.#surroundings.clock.now();
    try {
      const status = parseExecCredential(output, apiVersion);
      const credential = credentialOf(status);
      this.#known = { credential, since, until: usableUntil(status, since) };
      return credential;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CredentialError(`exec plugin ${command}: ${reason}`);
    }
  }
}

function credentialOf(status: ExecStatus): Credential {
  const { token, clientCertificate } = status;
  const fault = clientCertificate && faultOfPair(clientCertificate);
  if (fault !== undefined) throw new CredentialError(fault);
  return {
    ...(token === undefined ? {} : { authorization: bearerAuthorization(token) }),
    ...(clientCertificate ? { clientCertificate } : {}),
  };
}

/** A refused certificate ends the handshake instead of giving a 401, so its own end counts even where none is stated. */
function usableUntil({ expires, clientCertificate }: ExecStatus, now: number): number {
  const certificateEnds = clientCertificate
    ? new X509Certificate(clientCertificate.cert).validToDate.getTime()
    : Number.POSITIVE_INFINITY;
  const ends = Math.min(expires ?? Number.POSITIVE_INFINITY, certificateEnds);
  return ends - Math.min(longestSkewMs, Math.max(0, ends - now) / 10);
}
