import type { ClusterAccess } from '../kube/access.ts';
import type { KubeClient, ObjectReader } from '../kube/client.ts';
import { createKubeClient } from '../kube/create-client.ts';
import { accessFor, type ContextAccess } from '../kube/kubeconfig/access-for.ts';
import { loadKubeconfig } from '../kube/kubeconfig/load.ts';
import type { CliContext } from './context.ts';
import type { HostOptions } from './host-options.ts';

/** The cluster of a kubeconfig context, with a client for it. */
export interface OpenCluster {
  /** Name of the kubeconfig context. */
  readonly context: string;
  readonly access: ClusterAccess;
  readonly client: KubeClient;
  /** The namespace the context works in. */
  readonly contextNamespace: string;
}

/** The cluster that hosts the federation. */
export interface Host extends OpenCluster {
  /** The namespace the federation is kept in. */
  readonly namespace: string;
}

/** A host that is only read, whether from it or from what is known of it. */
export type HostToRead = Pick<Host, 'namespace' | 'contextNamespace'> & { readonly client: ObjectReader };

/** Opens the host that the flags name, has it used, and closes it again. */
export function withHost<T>(context: CliContext, options: HostOptions, use: (host: Host) => Promise<T>): Promise<T> {
  const found = findContext(context, options.kubeconfig, options.hostClusterContext);
  return withCluster(context, found, (cluster) => use({ ...cluster, namespace: options.kubefedNamespace }));
}

/** The kubeconfig context of a name, the current one by default; throws KubeconfigError when it cannot be used. */
export function findContext(
  context: CliContext,
  kubeconfig: string | undefined,
  name: string | undefined,
): ContextAccess {
  const { env, cwd, home, clock, isInteractive } = context;
  const places = { env, homedir: home, cwd, ...(kubeconfig === undefined ? {} : { explicitPath: kubeconfig }) };
  return accessFor(loadKubeconfig(places), name, { clock, env, isTerminal: isInteractive });
}

/** Opens the cluster of a context, has it used, and closes it again. */
export async function withCluster<T>(
  { clock }: CliContext,
  { context, access, namespace }: ContextAccess,
  use: (cluster: OpenCluster) => Promise<T>,
): Promise<T> {
  const client = createKubeClient(access, { clock });
  try {
    return await use({ context, access, client, contextNamespace: namespace });
  } finally {
    await client.close();
  }
}
