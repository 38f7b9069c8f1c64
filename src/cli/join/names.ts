import { objectName } from '../../api/kubernetes-names.ts';
import { UsageFailure } from '../failure.ts';

/** What joining calls the objects it makes; KubeFed's names, so that unjoin finds what either of the two made. */
export interface JoinNames {
  /** Of the ServiceAccount and of the Secret with its token, both in the member. */
  readonly serviceAccount: string;
  /** Of the role and its binding, cluster-wide or in the system namespace. */
  readonly role: string;
  /** Of the cluster role and binding that allow health checks where the rest is bound to one namespace. */
  readonly healthRole: string;
}

/** The names for one member of the federation that hostName's cluster hosts. */
export function joinNames(cluster: string, hostName: string, systemNamespace: string): JoinNames {
  const serviceAccount = `${cluster}-${hostName}`;
  return {
    serviceAccount,
    role: `kubefed-controller-manager:${serviceAccount}`,
    healthRole: `kubefed-controller-manager:${systemNamespace}:healthcheck-${serviceAccount}`,
  };
}

/** The Secret on the host that holds the member's token, where neither a flag nor an earlier join names another. */
export function tokenSecretName(cluster: string): string {
  return `${cluster}-token`;
}

/** Throws UsageFailure unless a KubeFedCluster can have this name. */
export function checkClusterName(cluster: string): void {
  if (isObjectName(cluster)) return;
  throw new UsageFailure(`"${cluster}" cannot be the name of a cluster`, {
    next: 'use lower-case letters, digits, "-" and "."; the kubeconfig context of the cluster can be given with --cluster-context',
  });
}

/** What the host is called in the members' objects. Throws UsageFailure where the context's name cannot be part of theirs. */
export function hostNameFor(cluster: string, hostContext: string, override: string | undefined): string {
  const hostName = override ?? hostContext;
  if (isObjectName(`${cluster}-${hostName}`)) return hostName;
  const kubefed = /[:/]/.test(hostName) ? kubefedRule(override) : undefined;
  const what =
    override === undefined ? `the host's context name "${hostName}"` : `the --host-cluster-name "${hostName}"`;
  throw new UsageFailure(`${what} cannot be part of the name of a ServiceAccount ("${cluster}-${hostName}")`, {
    next: 'give a name of lower-case letters, digits, "-" and "." with --host-cluster-name, and give the same one to unjoin',
    kubefed,
  });
}

function kubefedRule(override: string | undefined): string {
  return override === undefined
    ? 'host-cluster-name must be set if the name of the host cluster context contains one of ":" or "/"'
    : 'host-cluster-name may not contain "/" or ":"';
}

function isObjectName(name: string): boolean {
  return objectName.safeParse(name).success;
}
