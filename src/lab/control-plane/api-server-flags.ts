import type { Pki } from '../pki.ts';

export interface ApiServerSettings {
  readonly etcdUrl: string;
  readonly pki: Pki;
  /** Where an API server that signs its own certificate keeps it. */
  readonly certificateDirectory: string;
  /** One API server of a lab compacts the etcd that they share. */
  readonly compacts: boolean;
  /** Added at the end, so they win. */
  readonly extra: readonly string[];
}

/** kube-apiserver's flags, without the port and the etcd prefix that tell one cluster from another. */
export function apiServerFlags({ etcdUrl, pki, certificateDirectory, compacts, extra }: ApiServerSettings): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--etcd-compaction-interval=${compacts ? '5m' : '0'}`,
    '--etcd-count-metric-poll-period=0',
    '--etcd-db-metric-poll-interval=0',
    // Both addresses: with neither a default route nor this flag kube-apiserver finds no address to advertise.
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    ...certificateFlags(pki, certificateDirectory),
    `--token-auth-file=${pki.tokens}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${pki.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${pki.serviceAccountKey}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    '--enable-priority-and-fairness=false',
    '--profiling=false',
    '--feature-gates=APIServerIdentity=false,UnknownVersionInteroperabilityProxy=false',
    ...extra,
  ];
}

function certificateFlags({ serving }: Pki, certificateDirectory: string): string[] {
  if (serving === undefined) return [`--cert-dir=${certificateDirectory}`];
  return [
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
    `--client-ca-file=${serving.ca}`,
  ];
}
