import type { ReplicaSchedulingPreferenceSpec } from '../../api/replica-scheduling-preference.ts';

/** What one cluster should have of the replicas; every number is zero or more, and most is never less than least. */
export interface ReplicaPreference {
  readonly least: number;
  /** Infinity when there is no bound. */
  readonly most: number;
  /** Its share of what remains once everybody has the least, relative to the weights of the others. */
  readonly weight: number;
}

/** The preferences of a spec, by the names of clusters. */
export type ReplicaPreferences = ReadonlyMap<string, ReplicaPreference>;

type ClusterPreferences = ReplicaSchedulingPreferenceSpec['clusters'];
type ClusterPreference = NonNullable<ClusterPreferences>[string];

/** Stands for every cluster that is not named. */
const everyOther = '*';
const equalShares: ReplicaPreference = { least: 0, most: Infinity, weight: 1 };

/** What a spec says of each of the clusters; one that it says nothing of is left out, and gets no replicas. */
export function preferencesFor(spec: ClusterPreferences, clusters: Iterable<string>): ReplicaPreferences {
  const said = new Map(Object.entries(spec ?? {}).map(([name, preference]) => [name, resolve(preference)]));
  const rest = said.size === 0 ? equalShares : said.get(everyOther);
  const preferences = new Map<string, ReplicaPreference>();
  for (const name of clusters) {
    const preference = said.get(name) ?? rest;
    if (preference) preferences.set(name, preference);
  }
  return preferences;
}

/** A minimum above the maximum could not be kept; the maximum counts, as it does in the end for KubeFed. */
function resolve({ minReplicas = 0, maxReplicas, weight = 0 }: ClusterPreference): ReplicaPreference {
  const most = maxReplicas === undefined ? Infinity : atLeastNone(maxReplicas);
  return { least: Math.min(atLeastNone(minReplicas), most), most, weight: atLeastNone(weight) };
}

function atLeastNone(value: number): number {
  return Math.max(0, value);
}
