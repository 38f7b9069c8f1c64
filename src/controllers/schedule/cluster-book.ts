import type { Clock } from '../../base/clock.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { clusterFactsOf } from '../../plan/schedule/cluster-facts.ts';
import type { ClusterFacts, FreeNodes } from '../../plan/schedule/facts.ts';
import { lostClusters, notReadySince } from '../../plan/schedule/lost-clusters.ts';
import { formatTaint } from '../../plan/taint/format-taint.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Member } from '../../runtime/member.ts';

/** Of so many choices of nodes, and of clusters that policies allow, what was said is kept. */
const mostKept = 8;

/** What was said of a cluster, and what it depends on. */
interface KnownCluster {
  readonly cluster: KubeFedCluster;
  readonly seen: ReadonlyMap<string, number> | undefined;
  readonly free: FreeNodes | undefined;
  readonly facts: ClusterFacts;
}

/** The clusters as scheduling sees them, with since when they have been lost, or tainted. */
export class ClusterBook {
  readonly #registry: ClusterRegistry;
  readonly #clock: Clock;
  readonly #notReadySince = new Map<string, number>();
  /** Of taints that do not say since when they are there, by cluster. */
  readonly #taintsSeen = new Map<string, Map<string, number>>();

  readonly #known = new Map<string, readonly KnownCluster[]>();
  #lists: readonly (readonly ClusterFacts[])[] = [];

  constructor(registry: ClusterRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Keeps its times from now on; the result ends that. */
  start(): () => void {
    for (const member of this.#registry.members.values()) this.#look(member);
    return this.#registry.subscribe({
      joined: (member) => this.#look(member),
      changed: (member) => this.#look(member),
      left: ({ name }) => {
        this.#notReadySince.delete(name);
        this.#taintsSeen.delete(name);
        this.#known.delete(name);
      },
    });
  }

  /**
   * The clusters named, as far as they are joined; free says what their nodes have left, where that is known. Where all
   * is as it was, facts and list are the same objects, since what rules say of them is remembered by their identity.
   */
  facts(names: readonly string[], free: (cluster: string) => FreeNodes | undefined): readonly ClusterFacts[] {
    const { members } = this.#registry;
    const now = this.#clock.now();
    const lost = lostClusters(this.#notReadySince, members.size, now);
    const facts: ClusterFacts[] = [];
    for (const name of names) {
      const member = members.get(name);
      if (!member) continue;
      facts.push(this.#factsOf(member, lost.get(name), free(name)));
    }
    return this.#asBefore(facts);
  }

  #factsOf({ name, cluster }: Member, lostSince: number | undefined, free: FreeNodes | undefined): ClusterFacts {
    const seen = this.#taintsSeen.get(name);
    const known = this.#known.get(name) ?? [];
    const before = known.find((one) => one.cluster === cluster && one.seen === seen && one.free === free);
    if (before && before.facts.lostSince === lostSince) return before.facts;
    const now = this.#clock.now();
    const facts = clusterFactsOf(cluster, {
      seenSince: (taint) => seen?.get(formatTaint(taint)) ?? now,
      ...(lostSince !== undefined && { lostSince }),
      ...(free && { free }),
    });
    // With and without what is free, and for a few choices of nodes.
    this.#known.set(
      name,
      [{ cluster, seen, free, facts }, ...known.filter((one) => one !== before)].slice(0, mostKept),
    );
    return facts;
  }

  #asBefore(facts: readonly ClusterFacts[]): readonly ClusterFacts[] {
    const before = this.#lists.find((list) => isSame(list, facts));
    if (before) return before;
    this.#lists = [facts, ...this.#lists].slice(0, mostKept);
    return facts;
  }

  #look(member: Member): void {
    const { name, cluster, isReady } = member;
    if (isReady) this.#notReadySince.delete(name);
    else if (!this.#notReadySince.has(name)) this.#notReadySince.set(name, notReadySince(cluster, this.#clock.now()));
    const [seen, now] = [this.#taintsSeen.get(name), this.#clock.now()];
    const keys = (cluster.spec.taints ?? []).map(formatTaint);
    this.#taintsSeen.set(name, new Map(keys.map((key) => [key, seen?.get(key) ?? now])));
  }
}

function isSame(one: readonly ClusterFacts[], other: readonly ClusterFacts[]): boolean {
  return one.length === other.length && one.every((facts, index) => facts === other[index]);
}
