import type { ClusterOverride, FederatedSpec, OverrideOperation, Placement } from '../../api/federated-object.ts';
import type { ReplicaCounts } from './divide-replicas.ts';

/** Fields of a federated object's spec, as they should be from now on. */
export interface ScheduleChange {
  readonly placement?: Placement;
  readonly overrides?: readonly ClusterOverride[];
}

const replicasPath = '/spec/replicas';

/** The replicas that overrides give clusters which the placement lists. */
export function assignedReplicas(spec: FederatedSpec | undefined): ReplicaCounts {
  const placed = new Set(spec?.placement?.clusters?.map(({ name }) => name));
  const assigned = new Map<string, number>();
  for (const { clusterName = '', clusterOverrides } of spec?.overrides ?? []) {
    const value = clusterOverrides?.find(setsReplicas)?.value;
    if (placed.has(clusterName) && typeof value === 'number') assigned.set(clusterName, value);
  }
  return assigned;
}

/**
 * What of a spec has to change so that its object goes to these clusters, those with 0 included, with so many replicas
 * in each. Clusters are listed by name; overrides of anything else than /spec/replicas stay as they are. Undefined when
 * it says so already.
 */
export function decideScheduleChange(
  spec: FederatedSpec | undefined,
  replicas: ReplicaCounts,
): ScheduleChange | undefined {
  const names = [...replicas.keys()].sort();
  const overrides = mergeOverrides(spec?.overrides ?? [], names, replicas);
  const change = {
    ...(isPlacedIn(spec?.placement, names) ? {} : { placement: { clusters: names.map((name) => ({ name })) } }),
    ...(overrides ? { overrides } : {}),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function isPlacedIn(placement: Placement | undefined, names: readonly string[]): boolean {
  const placed = placement?.clusters?.map(({ name }) => name).sort();
  return placed?.length === names.length && placed.every((name, index) => name === names[index]);
}

/** Undefined when nothing changes. */
function mergeOverrides(
  overrides: readonly ClusterOverride[],
  names: readonly string[],
  replicas: ReplicaCounts,
): readonly ClusterOverride[] | undefined {
  const kept = overrides.map((override) => withReplicas(override, replicas.get(override.clusterName ?? '')));
  const there = new Set(overrides.map(({ clusterName }) => clusterName));
  const added = names
    .filter((name) => !there.has(name))
    .map((name) => withReplicas({ clusterName: name }, replicas.get(name)));
  const isSame = added.length === 0 && kept.every((override, index) => override === overrides[index]);
  return isSame ? undefined : [...kept, ...added].filter((override) => override !== undefined);
}

/** The override itself when it says so already; undefined when nothing is left of it. */
function withReplicas(override: ClusterOverride, replicas: number | undefined): ClusterOverride | undefined {
  const { clusterOverrides } = override;
  const operations = clusterOverrides ?? [];
  const old = operations.find(({ path }) => path === replicasPath);
  if (replicas === undefined ? old === undefined : old && setsReplicas(old) && old.value === replicas) return override;
  const others = operations.filter(({ path }) => path !== replicasPath);
  if (replicas === undefined) return others.length === 0 ? undefined : { ...override, clusterOverrides: others };
  const set = { path: replicasPath, value: replicas };
  const next = old ? operations.map((one) => (one === old ? set : one)) : [...operations, set];
  return { ...override, clusterOverrides: next };
}

function setsReplicas({ op, path }: OverrideOperation): boolean {
  return path === replicasPath && op !== 'remove';
}
