import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { clusterUid } from '../cluster-uid.ts';
import type { HostToRead } from '../host.ts';
import { readSettings } from '../read-settings.ts';
import { clusterUidAnnotation } from './host-objects.ts';
import type { FederationScope } from './member-objects.ts';

/** What joining and unjoining need to know of the host before anything is written. */
export interface HostFacts {
  readonly scope: FederationScope;
  readonly clusters: readonly KubeFedCluster[];
  /** Of the kube-system namespace; absent when it may not be read. */
  readonly uid: string | undefined;
}

/** Reads them; throws CommandFailure where no federation is kept in the host's namespace. */
export async function readHostFacts(host: HostToRead): Promise<HostFacts> {
  const { scope } = await readSettings(host);
  const { client, namespace } = host;
  const [{ items: clusters }, uid] = await Promise.all([
    client.list<KubeFedCluster>(kubeFedClusterType, { namespace }),
    clusterUid(client),
  ]);
  return { scope, clusters, uid };
}

/** The names under which the cluster of this uid or endpoint is in the federation already, besides its own. */
export function otherNamesOf(
  { clusters }: HostFacts,
  member: { readonly cluster: string; readonly uid: string | undefined; readonly server: string },
): string[] {
  return clusters
    .filter(({ metadata, spec }) => {
      const uid = metadata.annotations?.[clusterUidAnnotation];
      // An endpoint alone says little where both uids are known: clusters may have changed places.
      return uid === undefined || member.uid === undefined ? spec.apiEndpoint === member.server : uid === member.uid;
    })
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== member.cluster);
}
