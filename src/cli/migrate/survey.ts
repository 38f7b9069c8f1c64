import {
  federatedTypeConfigType,
  parseFederatedTypeConfig,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { kubeFedClusterType, parseKubeFedCluster, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { kubeFedConfigType, parseKubeFedConfig } from '../../api/kubefed-config.ts';
import { resolveKubeFedConfig, type KubeFedSettings } from '../../api/kubefed-settings.ts';
import type { Parsed } from '../../api/kind.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { configName } from '../../api/names.ts';
import { viewOf } from '../../plan/placement/cluster-view.ts';
import { namespacePlacementOf } from '../../plan/placement/namespace-placement.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { find } from '../apply-object.ts';
import { namespaces } from '../built-in-types.ts';
import type { CliContext } from '../context.ts';
import type { Host } from '../host.ts';
import { isReady, openMembers, type OpenMember } from '../open-members.ts';
import { readObjects } from '../status/read-objects.ts';
import { readSplitOf } from '../status/read-split.ts';
import { compareType, type TypeComparison } from './compare-type.ts';
import { findRemnants, type Remnants } from './remnants.ts';

/** What stands in the way of taking over, and what to do about it. */
export interface Obstacle {
  readonly what: string;
  readonly next: string;
}

/** How a host that KubeFed runs on stands to Hansa. */
export interface Survey {
  readonly host: string;
  readonly namespace: string;
  readonly clusters: readonly { readonly name: string; readonly ready: boolean }[];
  readonly types: readonly TypeComparison[];
  readonly remnants: Remnants;
  readonly obstacles: readonly Obstacle[];
  /** Objects in members that would be created, changed, adopted, deleted or let go. */
  readonly surprises: number;
}

/** Reads the host and every ready member, and writes nothing. */
export async function surveyKubeFed(context: CliContext, host: Host): Promise<Survey> {
  const obstacles: Obstacle[] = [];
  const head = { host: host.client.name, namespace: host.namespace };
  const remnants = await findRemnants(host);
  const settings = await readSettings(host, obstacles);
  if (!settings) return { ...head, clusters: [], types: [], remnants, obstacles, surprises: 0 };
  const clusters = await readAll<KubeFedCluster>(host, kubeFedClusterType, parseKubeFedCluster, obstacles);
  const configs = await readAll<FederatedTypeConfig>(
    host,
    federatedTypeConfigType,
    parseFederatedTypeConfig,
    obstacles,
  );
  const members = await openMembers(context, host, clusters);
  try {
    const types = await compareTypes(host, settings, clusters, configs, members);
    const surprises = types.flatMap(({ others }) => others).filter(({ prospect }) => prospect.kind !== 'is left alone');
    return { ...head, clusters: clusters.map(readinessOf), types, remnants, obstacles, surprises: surprises.length };
  } finally {
    await Promise.all(members.map(({ client }) => client.close()));
  }
}

function readinessOf(cluster: KubeFedCluster): Survey['clusters'][number] {
  return { name: cluster.metadata.name, ready: isReady(cluster) };
}

async function readSettings({ client, namespace }: Host, obstacles: Obstacle[]): Promise<KubeFedSettings | undefined> {
  const object = await find(client, kubeFedConfigType, { namespace, name: configName });
  if (!object) {
    obstacles.push({
      what: `there is no KubeFedConfig "${configName}" in namespace ${namespace}: no KubeFed runs there`,
      next: 'name the right host and namespace with --host-cluster-context and --kubefed-namespace',
    });
    return undefined;
  }
  const parsed = parseKubeFedConfig(object);
  if (parsed.ok) return resolveKubeFedConfig(parsed.value);
  obstacles.push({
    what: `KubeFedConfig ${configName} cannot be used: ${parsed.reasons.join('; ')}`,
    next: `correct it: kubectl -n ${namespace} edit kubefedconfig ${configName}`,
  });
  return undefined;
}

async function readAll<T extends KubeObject>(
  { client, namespace }: Host,
  type: ResourceType,
  parse: (object: unknown) => Parsed<T>,
  obstacles: Obstacle[],
): Promise<T[]> {
  const usable: T[] = [];
  for (const object of (await client.list(type, { namespace })).items) {
    const parsed = parse(object);
    const { name } = object.metadata;
    if (parsed.ok) usable.push(parsed.value);
    else {
      obstacles.push({
        what: `${type.kind} ${name} cannot be used: ${parsed.reasons.join('; ')}`,
        next: `correct it: kubectl -n ${namespace} edit ${type.plural} ${name}`,
      });
    }
  }
  return usable;
}

async function compareTypes(
  host: Host,
  { scope, adoptResources: adopt }: KubeFedSettings,
  clusters: readonly KubeFedCluster[],
  configs: readonly FederatedTypeConfig[],
  members: readonly OpenMember[],
): Promise<TypeComparison[]> {
  const views = clusters.map(viewOf);
  const placementOf = await readNamespacePlacements(host, configs);
  const uids = new Set((await host.client.list(namespaces)).items.map(({ metadata }) => metadata.uid));
  const isHosts = (live: KubeObject | undefined) => live !== undefined && uids.has(live.metadata.uid);
  const common = { clusters: views, members, placementOf, scope, adopt, systemNamespace: host.namespace, isHosts };
  const types: TypeComparison[] = [];
  for (const config of configs.filter(({ spec }) => spec.propagation === 'Enabled')) {
    const scoped = scope === 'Namespaced' ? host.namespace : undefined;
    const objects = await readObjects(host, config, scoped);
    const splitOf = await readSplitOf(host.client, config, scoped);
    types.push(await compareType({ ...common, config, objects, splitOf }));
  }
  return types;
}

async function readNamespacePlacements(
  host: Host,
  configs: readonly FederatedTypeConfig[],
): Promise<(namespace: string) => NamespacePlacement> {
  const config = configs.find(({ metadata }) => metadata.name === 'namespaces');
  if (!config) return () => ({ kind: 'missing' });
  const items = await readObjects(host, config, undefined);
  const splitOf = await readSplitOf(host.client, config, undefined);
  const own = items.filter(({ metadata }) => metadata.name === metadata.namespace);
  const placements = new Map(own.map((one) => [one.metadata.name, namespacePlacementOf(one, splitOf(one))]));
  return (namespace) => placements.get(namespace) ?? { kind: 'missing' };
}
