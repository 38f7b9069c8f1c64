import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  isNamespaceType,
  targetNamespaced,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { isNotFound } from '../../kube/errors.ts';
import { find } from '../apply-object.ts';
import { CommandFailure } from '../failure.ts';
import type { HostToRead } from '../host.ts';
import { readHostFacts } from '../join/host-facts.ts';
import { viewOf } from '../../plan/placement/cluster-view.ts';
import { namespacePlacementOf } from '../../plan/placement/namespace-placement.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import type { PlacementFacts } from './cluster-rows.ts';
import { readSplitForms, readSplitOf } from './read-split.ts';
import type { TypeObjects } from './summary.ts';

/** The clusters that have joined. */
export async function readClusters({ client, namespace }: HostToRead): Promise<KubeFedCluster[]> {
  return (await client.list<KubeFedCluster>(kubeFedClusterType, { namespace })).items;
}

/** The federated objects of every type, in one namespace or (undefined) in all. */
export async function readAllObjects(host: HostToRead, namespace: string | undefined): Promise<TypeObjects[]> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  return Promise.all(
    items.map(async (config) => {
      const [objects, splitOf] = await Promise.all([
        readObjects(host, config, namespace),
        readSplitOf(host.client, config, namespace),
      ]);
      return { type: config.metadata.name, objects, splitOf };
    }),
  );
}

/** The federated objects of one type; none where the host does not have the federated type yet. */
export async function readObjects(
  { client }: HostToRead,
  config: FederatedTypeConfig,
  namespace: string | undefined,
): Promise<FederatedObject[]> {
  try {
    const options = namespace === undefined ? {} : { namespace };
    return (await client.list<FederatedObject>(federatedResource(config), options)).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** One federated object, in namespace or (undefined) in that of the context; throws CommandFailure when there is none. */
export async function readObject(
  host: HostToRead,
  config: FederatedTypeConfig,
  name: string,
  namespace: string | undefined,
): Promise<FederatedObject> {
  const type = federatedResource(config);
  const place = placeOf(host, config, name, namespace);
  const object = await find<FederatedObject>(host.client, type, { namespace: place, name });
  if (object) return object;
  throw new CommandFailure(
    `${host.client.name}: there is no ${type.kind} "${name}"${place === '' ? '' : ` in namespace ${place}`}`,
    { next: `"hansa status ${config.metadata.name} -A" lists those there are` },
  );
}

/** The namespace an object is looked for in; empty for what has none. */
export function placeOf(
  { contextNamespace }: HostToRead,
  config: FederatedTypeConfig,
  name: string,
  namespace: string | undefined,
): string {
  const own = isNamespaceType(config) ? name : contextNamespace;
  return federatedResource(config).namespaced ? (namespace ?? own) : '';
}

/** What, besides itself, decides where an object of the type should be. */
export async function readPlacementFacts(
  host: HostToRead,
  config: FederatedTypeConfig,
  namespace: string,
): Promise<PlacementFacts> {
  const [{ scope, clusters }, namespacePlacement] = await Promise.all([
    readHostFacts(host),
    readNamespacePlacement(host, config, namespace),
  ]);
  return {
    scope,
    clusters: clusters.map(viewOf),
    namespacePlacement,
  };
}

/** What the FederatedNamespace on the host says of the namespace an object of the type is in. */
export async function readNamespacePlacement(
  { client, namespace: systemNamespace }: HostToRead,
  config: FederatedTypeConfig,
  namespace: string,
): Promise<NamespacePlacement> {
  if (isNamespaceType(config) || !targetNamespaced(config)) return { kind: 'not-needed' };
  const ref = { namespace: systemNamespace, name: 'namespaces' };
  const namespaceConfig = await find<FederatedTypeConfig>(client, federatedTypeConfigType, ref);
  if (!namespaceConfig) return { kind: 'missing' };
  const own = { namespace, name: namespace };
  const federated = await find<FederatedObject>(client, federatedResource(namespaceConfig), own);
  return namespacePlacementOf(federated, await readSplitForms(client, namespaceConfig, own));
}
