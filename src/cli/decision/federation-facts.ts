import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { KubeFedSettings } from '../../api/kubefed-settings.ts';
import { viewOf, type ClusterView } from '../../plan/placement/cluster-view.ts';
import type { Policy } from '../../plan/policy/compile-policy.ts';
import type { Host } from '../host.ts';
import { readSettings } from '../read-settings.ts';
import { readPolicies } from './read-policies.ts';

/** What decides about every object of a federation. */
export interface FederationFacts {
  readonly settings: KubeFedSettings;
  readonly clusters: readonly KubeFedCluster[];
  /** The same, as decisions see them: what policies say of a cluster is kept by its view. */
  readonly views: readonly ClusterView[];
  readonly policies: readonly Policy[];
}

/** Reads it once, for any number of objects. */
export async function readFederationFacts(host: Host): Promise<FederationFacts> {
  const settings = await readSettings(host);
  const [{ items: clusters }, policies] = await Promise.all([
    host.client.list<KubeFedCluster>(kubeFedClusterType, { namespace: host.namespace }),
    readPolicies(host, settings.scope),
  ]);
  return { settings, clusters, views: clusters.map(viewOf), policies };
}
