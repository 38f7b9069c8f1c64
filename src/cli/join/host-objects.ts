import { kubeFedClusterType } from '../../api/kubefed-cluster.ts';
import { apiVersionOf, type KubeObject } from '../../api/meta.ts';

/** On a KubeFedCluster: uid of the member's kube-system namespace, by which a cluster joined twice is known. */
export const clusterUidAnnotation = 'kubefed.io/cluster-uid';

export interface Membership {
  readonly cluster: string;
  readonly systemNamespace: string;
  readonly secretName: string;
  /** Of the member's kube-system namespace; absent when it may not be read. */
  readonly clusterUid: string | undefined;
  /** URL of the member's API server. */
  readonly server: string;
  /** Whether the member's certificate goes unchecked. */
  readonly insecure: boolean;
  readonly proxyUrl: string | undefined;
  /** PEM; absent means that the authorities the machine trusts are the right ones. */
  readonly ca: string | undefined;
}

/** Where the token of a member is kept on the host. */
export interface TokenPlace {
  readonly cluster: string;
  readonly systemNamespace: string;
  /** Of the Secret; undefined has the server make one up that begins with the cluster's. */
  readonly name: string | undefined;
}

/** The Secret on the host that opens the member; token is base64 as the member's own Secret has it. */
export function tokenSecretObject({ cluster, systemNamespace, name }: TokenPlace, token: string): KubeObject {
  const named = name === undefined ? { generateName: `${cluster}-` } : { name };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...named, namespace: systemNamespace },
    data: { token },
  } as unknown as KubeObject;
}

/**
 * The merge patch that brings the member's KubeFedCluster up to these facts: null removes what an earlier join left.
 */
export function clusterPatch({ clusterUid, server, insecure, proxyUrl, ca, secretName }: Membership) {
  return {
    metadata: { annotations: clusterUid === undefined ? {} : { [clusterUidAnnotation]: clusterUid } },
    spec: {
      apiEndpoint: server,
      caBundle: ca === undefined ? null : Buffer.from(ca).toString('base64'),
      secretRef: { name: secretName },
      disabledTLSValidations: insecure ? ['*'] : null,
      proxyURL: proxyUrl ?? null,
    },
  };
}

/** The KubeFedCluster of a cluster that joins for the first time. */
export function clusterObject(membership: Membership): KubeObject {
  const { metadata, spec } = clusterPatch(membership);
  return {
    apiVersion: apiVersionOf(kubeFedClusterType),
    kind: kubeFedClusterType.kind,
    metadata: { name: membership.cluster, namespace: membership.systemNamespace, ...metadata },
    spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null)),
  } as KubeObject;
}
