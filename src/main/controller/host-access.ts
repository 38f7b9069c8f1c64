import type { CliContext } from '../../cli/context.ts';
import type { HostOptions } from '../../cli/host-options.ts';
import { findContext } from '../../cli/host.ts';
import type { ClusterAccess } from '../../kube/access.ts';
import { inClusterAccess, isInCluster } from '../../kube/in-cluster.ts';

/** The host of the federation, and the namespace it is kept in there. */
export interface HostAccess {
  readonly access: ClusterAccess;
  readonly namespace: string;
  /** Whether the controllers run in a pod of the host. */
  readonly isInCluster: boolean;
}

/**
 * The host: the one the flags or $KUBECONFIG name, else the cluster of the pod this runs in, else that of the user's
 * kubeconfig. In a pod the federation is in the pod's own namespace unless told otherwise. Throws as its parts do.
 */
export function findHost(
  context: CliContext,
  options: HostOptions,
  isNamespaceGiven: boolean,
  accountDirectory?: string,
): HostAccess {
  const { env, clock } = context;
  const isNamed = options.kubeconfig ?? options.hostClusterContext ?? (env['KUBECONFIG'] || undefined);
  if (isNamed !== undefined || !isInCluster(env)) {
    const { access } = findContext(context, options.kubeconfig, options.hostClusterContext);
    return { access, namespace: options.kubefedNamespace, isInCluster: false };
  }
  const directory = accountDirectory === undefined ? {} : { directory: accountDirectory };
  const { namespace, ...access } = inClusterAccess({ env, clock, ...directory });
  return { access, namespace: isNamespaceGiven ? options.kubefedNamespace : namespace, isInCluster: true };
}
