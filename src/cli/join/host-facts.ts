import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { kubeFedConfigType, type KubeFedConfig } from '../../api/kubefed-config.ts';
import { configName } from '../../api/names.ts';
import { find } from '../apply-object.ts';
import { clusterUid } from '../cluster-uid.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
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
export async function readHostFacts({ client, namespace }: Host): Promise<HostFacts> {
  const config = await find<KubeFedConfig>(client, kubeFedConfigType, { namespace, name: configName });
  if (!config) {
    const what = `A KubeFedConfig named "${configName}" was not found in namespace "${namespace}".`;
    const kubefed = `${what} Is a KubeFed control plane running in this namespace?`;
    throw new CommandFailure(`${client.name}: ${kubefed}`, {
      kubefed,
      next: 'run "hansa init" to set up a federation there, or name the right host with --host-cluster-context and --kubefed-namespace',
    });
  }
  const [{ items: clusters }, uid] = await Promise.all([
    client.list<KubeFedCluster>(kubeFedClusterType, { namespace }),
    clusterUid(client),
  ]);
  return { scope: config.spec.scope, clusters, uid };
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
