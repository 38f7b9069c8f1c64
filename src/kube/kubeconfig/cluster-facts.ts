import { readFileSync } from 'node:fs';
import type { TlsTrust } from '../access.ts';
import { hasCertificate } from '../trusted-certificates.ts';
import { KubeconfigError } from './error.ts';
import { pathFrom, type Placed } from './load.ts';
import type { ClusterEntry } from './schema.ts';

/** A cluster of a kubeconfig, read from its files. */
export interface ClusterFacts {
  readonly name: string;
  /** As it stands in the kubeconfig. */
  readonly server: string;
  /** PEM, from the kubeconfig itself or from the file it names. */
  readonly ca?: string;
  /** Whether ca stands in the kubeconfig itself (certificate-authority-data). */
  readonly isCaInline: boolean;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
}

/** Reads a cluster's entry and the file its authority may stand in; throws KubeconfigError for what makes no sense. */
export function readClusterFacts(cluster: Placed<ClusterEntry>): ClusterFacts {
  const { entry, name } = cluster;
  const inline = entry['certificate-authority-data'];
  const ca = inline === '' ? caFromFile(cluster) : decodeCa(cluster, inline);
  if (ca !== undefined && entry['insecure-skip-tls-verify']) {
    const field = `${cluster.field}.insecure-skip-tls-verify`;
    throw new KubeconfigError(
      cluster.file,
      field,
      'it cannot be true together with a certificate authority: remove one',
    );
  }
  return {
    name,
    server: entry.server,
    isCaInline: inline !== '',
    insecureSkipTlsVerify: entry['insecure-skip-tls-verify'],
    ...(ca === undefined ? {} : { ca }),
    ...(entry['tls-server-name'] === '' ? {} : { tlsServerName: entry['tls-server-name'] }),
    ...(entry['proxy-url'] === '' ? {} : { proxyUrl: checkedProxy(cluster) }),
  };
}

function decodeCa(cluster: Placed<ClusterEntry>, inline: string): string {
  const ca = Buffer.from(inline, 'base64').toString('utf8');
  if (hasCertificate(ca)) return ca;
  const field = `${cluster.field}.certificate-authority-data`;
  throw new KubeconfigError(cluster.file, field, 'it is not the base64 of a PEM certificate: copy it again');
}

function caFromFile(cluster: Placed<ClusterEntry>): string | undefined {
  const path = cluster.entry['certificate-authority'];
  if (path === '') return undefined;
  const field = `${cluster.field}.certificate-authority`;
  const absolute = pathFrom(cluster, path);
  let ca: string;
  try {
    ca = readFileSync(absolute, 'utf8');
  } catch (error) {
    throw new KubeconfigError(cluster.file, field, `${absolute} cannot be read: check the path`, { cause: error });
  }
  if (hasCertificate(ca)) return ca;
  throw new KubeconfigError(cluster.file, field, `${absolute} holds no PEM certificate`);
}

function checkedProxy({ entry, file, field }: Placed<ClusterEntry>): string {
  const proxy = entry['proxy-url'];
  const isUsable = URL.canParse(proxy) && ['http:', 'https:', 'socks5:', 'socks5h:'].includes(new URL(proxy).protocol);
  if (isUsable) return proxy;
  throw new KubeconfigError(
    file,
    `${field}.proxy-url`,
    'it must be a URL that starts with http://, https:// or socks5://',
  );
}

/** What those facts say about whom to trust. */
export function trustOf(facts: ClusterFacts): TlsTrust {
  return {
    ...(facts.ca === undefined ? {} : { ca: facts.ca }),
    ...(facts.insecureSkipTlsVerify ? { unchecked: ['everything'] } : {}),
    ...(facts.tlsServerName === undefined ? {} : { serverName: facts.tlsServerName }),
  };
}
