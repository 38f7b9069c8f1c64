import type { Clock } from '../../base/clock.ts';
import { clusterFactsOf } from '../../plan/schedule/cluster-facts.ts';
import type { ClusterFacts, FreeNodes } from '../../plan/schedule/facts.ts';
import { lostClusters, notReadySince } from '../../plan/schedule/lost-clusters.ts';
import type { ClusterChange, ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Member } from '../../runtime/member.ts';

/** The clusters as scheduling sees them, with since when they have been lost, or tainted. */
export class ClusterBook {
  readonly #registry: ClusterRegistry;
  readonly #clock: Clock;
  readonly #notReadySince = new Map<string, number>();
  /** Of taints that do not say since when they are there, by cluster. */
  readonly #taintsSeen = new Map<string, Map<string, number>>();

  constructor(registry: ClusterRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Keeps its times from now on; the result ends that. */
  start(): () => void {
    for (const member of this.#registry.members.values()) this.#look(member);
    return this.#registry.subscribe({
      joined: (member) => this.#look(member),
      changed: (member: Member, _change: ClusterChange) => this.#look(member),
      left: ({ name }) => {
        this.#notReadySince.delete(name);
        this.#taintsSeen.delete(name);
      },
    });
  }

  /** The clusters named, as far as they are joined; free says what their nodes have left, where that is known. */
  facts(names: readonly string[], free: (cluster: string) => FreeNodes | undefined): ClusterFacts[] {
    const { members } = this.#registry;
    const now = this.#clock.now();
    const lost = lostClusters(this.#notReadySince, members.size, now);
    const facts: ClusterFacts[] = [];
    for (const name of names) {
      const member = members.get(name);
      if (!member) continue;
      const [lostSince, left] = [lost.get(name), free(name)];
      const seen = this.#taintsSeen.get(name);
      facts.push(
        clusterFactsOf(member.cluster, {
          seenSince: (taint) => seen?.get(taintKey(taint)) ?? now,
          ...(lostSince !== undefined && { lostSince }),
          ...(left && { free: left }),
        }),
      );
    }
    return facts;
  }

  #look(member: Member): void {
    const { name, cluster, isReady } = member;
    if (isReady) this.#notReadySince.delete(name);
    else if (!this.#notReadySince.has(name)) this.#notReadySince.set(name, notReadySince(cluster, this.#clock.now()));
    const [seen, now] = [this.#taintsSeen.get(name), this.#clock.now()];
    const keys = (cluster.spec.taints ?? []).map(taintKey);
    this.#taintsSeen.set(name, new Map(keys.map((key) => [key, seen?.get(key) ?? now])));
  }
}

function taintKey({
  key,
  value = '',
  effect,
}: {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}) {
  return `${key}=${value}:${effect}`;
}
