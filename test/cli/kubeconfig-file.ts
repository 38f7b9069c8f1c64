import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { LabCluster } from '../../src/lab/lab.ts';

const directory = mkdtempSync(join(tmpdir(), 'hansa-cli-'));
after(() => rmSync(directory, { recursive: true }));

/** How a kubeconfig differs from the administrator's own. */
export interface KubeconfigChanges {
  readonly server?: string;
  readonly token?: string;
  /** More fields of the cluster's entry, or others: `{ 'certificate-authority-data': … }`. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** Writes a kubeconfig with one context, named context, for the cluster; removed after this process's tests. */
export function writeKubeconfig(context: string, cluster: LabCluster, changes: KubeconfigChanges = {}) {
  const kubeconfigPath = join(directory, `${context}.json`);
  const { server = cluster.server, token = cluster.token } = changes;
  const entry = { server, 'certificate-authority': cluster.caPath, ...changes.cluster };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    clusters: [{ name: context, cluster: entry }],
    users: [{ name: context, user: { token } }],
  };
  writeFileSync(kubeconfigPath, JSON.stringify(config), { mode: 0o600 });
  return { kubeconfigPath };
}
