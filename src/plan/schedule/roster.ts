import { fnv1 } from '../../base/fnv1.ts';
import type { ClusterFacts } from './facts.ts';
import { roomIn, type Needs } from './room.ts';

/** Of so many different needs at once it is remembered what room there is. */
const mostNeeds = 1_000;

/** The values that clusters have of one label, numbered. */
export interface LabelGroups {
  /** The number of each cluster's value, by its place; a cluster without the label has that of an empty value. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Clusters in the order of their names; where a cluster stands in it is its place. */
export class Roster {
  readonly clusters: readonly ClusterFacts[];
  readonly names: readonly string[];
  /** The places of those that are not ready. */
  readonly lost: readonly number[];
  /** 1 where it is known what is free. */
  readonly knowsFree: Uint8Array;
  readonly #places: ReadonlyMap<string, number>;
  readonly #hashes: Float64Array;
  readonly #rooms = new Map<string, Float64Array>();
  readonly #groups = new Map<string, LabelGroups>();
  /** All rules ask about the same. */
  #changes: { readonly since: Roster; readonly places: readonly number[] | undefined } | undefined;

  constructor(clusters: readonly ClusterFacts[]) {
    this.clusters = isSorted(clusters) ? clusters : clusters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.names = this.clusters.map(({ name }) => name);
    this.lost = this.clusters.flatMap(({ lostSince }, place) => (lostSince === undefined ? [] : [place]));
    this.knowsFree = Uint8Array.from(this.clusters, ({ free }) => (free ? 1 : 0));
    this.#places = new Map(this.names.map((name, place) => [name, place]));
    this.#hashes = Float64Array.from(this.names, (name) => fnv1(name));
  }

  /** Undefined for a cluster that is not there. Where names come in their order, the next place is a good guess. */
  placeOf(name: string, guess = 0): number | undefined {
    return this.names[guess] === name ? guess : this.#places.get(name);
  }

  /** Whether it is there, and ready. */
  isReady(name: string): boolean {
    const place = this.placeOf(name);
    return place !== undefined && this.clusters[place]?.lostSince === undefined;
  }

  /** The places of clusters whose facts are others than before; undefined where not the same clusters are there. */
  changesSince(former: Roster): readonly number[] | undefined {
    if (this.#changes?.since !== former) this.#changes = { since: former, places: changesBetween(former, this) };
    return this.#changes.places;
  }

  /** Decides among equals, differently for each key. */
  rankOf(place: number, key: string): number {
    return fnv1(key, this.#hashes[place]);
  }

  /** How many replicas that need this each could run beside what runs; Infinity where nobody knows what is free. */
  placesFor(needs: Needs): Float64Array {
    const key = JSON.stringify(needs);
    const known = this.#rooms.get(key);
    if (known) return known;
    const rooms = Float64Array.from(this.clusters, (cluster) => roomIn(cluster, undefined, needs));
    if (this.#rooms.size >= mostNeeds) this.#rooms.clear();
    this.#rooms.set(key, rooms);
    return rooms;
  }

  groupsBy(label: string): LabelGroups {
    const known = this.#groups.get(label);
    if (known) return known;
    const numbers = new Map<string, number>();
    const of = Int32Array.from(this.clusters, ({ labels }) => {
      const value = labels[label] ?? '';
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      return number;
    });
    const groups = { of, count: numbers.size };
    this.#groups.set(label, groups);
    return groups;
  }
}

const rosters = new WeakMap<readonly ClusterFacts[], Roster>();

/** The roster of these clusters, which is made once for each list. */
export function rosterOf(clusters: readonly ClusterFacts[]): Roster {
  const known = rosters.get(clusters);
  if (known) return known;
  const roster = new Roster(clusters);
  rosters.set(clusters, roster);
  return roster;
}

/** Facts are the same where they are one object. */
function changesBetween(former: Roster, roster: Roster): readonly number[] | undefined {
  const { names } = former;
  if (roster.names.length !== names.length || roster.names.some((name, place) => name !== names[place]))
    return undefined;
  return [...names.keys()].filter((place) => roster.clusters[place] !== former.clusters[place]);
}

function isSorted(clusters: readonly ClusterFacts[]): boolean {
  let last = '';
  for (const { name } of clusters) {
    if (name < last) return false;
    last = name;
  }
  return true;
}
