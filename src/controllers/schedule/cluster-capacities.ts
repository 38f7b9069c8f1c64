import type { Clock } from '../../base/clock.ts';
import type { NodeChoice } from '../../plan/capacity/node-choice.ts';
import type { FreeNodes } from '../../plan/schedule/facts.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Log } from '../../runtime/log.ts';
import { MemberCapacity } from './member-capacity.ts';
import { MemberWatches } from './member-watches.ts';

export interface ClusterCapacitiesOptions {
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** What the nodes of members have left, looked at as long as somebody wants to know. */
export class ClusterCapacities {
  readonly #members: MemberWatches<MemberCapacity>;
  readonly #listeners = new Set<(cluster: string) => void>();

  constructor({ registry, ...rest }: ClusterCapacitiesOptions) {
    this.#members = new MemberWatches(registry, (cluster, client) => {
      const changed = () => this.#changed(cluster);
      return new MemberCapacity({ ...rest, cluster, client, changed });
    });
  }

  /** Whether somebody wants to know, from now on. */
  want(isWanted: boolean): void {
    this.#members.want(isWanted);
  }

  /**
   * What a cluster has left for pods that say this of their nodes, by default nothing: the same object until it was looked
   * at anew. Undefined when that is not known: it has not been looked at yet, or could not be for 5 minutes.
   */
  of(cluster: string, choice?: NodeChoice): FreeNodes | undefined {
    return this.#members.of(cluster)?.free(choice);
  }

  /** Tells listener of every cluster that has noticeably more or less left, or comes to be known or unknown; the result ends that. */
  subscribe(listener: (cluster: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#listeners.clear();
    this.want(false);
  }

  #changed(cluster: string): void {
    for (const listener of this.#listeners) listener(cluster);
  }
}
