import { readFileSync } from 'node:fs';
import { dump } from 'js-yaml';

export interface KubeconfigEntry {
  /** The context's name, the cluster's and the user's. */
  readonly name: string;
  readonly server: string;
  readonly caPath: string;
  readonly token: string;
}

/** A kubeconfig with a context for each cluster, the first one current; certificates and tokens are in it. */
export function formatKubeconfig(entries: readonly KubeconfigEntry[]): string {
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0]?.name ?? '',
    clusters: entries.map(({ name, server, caPath }) => ({
      name,
      cluster: { server, 'certificate-authority-data': readFileSync(caPath).toString('base64') },
    })),
    users: entries.map(({ name, token }) => ({ name, user: { token } })),
    contexts: entries.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}
