import type { LearnedLimit } from './facts.ts';

/** A cluster the object goes to, or stays in. */
export interface TakenCluster {
  readonly cluster: string;
  /** Absent where the template, or an autoscaler of the cluster, says how many. */
  readonly replicas?: number;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
}

/** Clusters the object does not go to, or leaves, for one reason. */
export interface LeftClusters {
  /** Sorted, and never empty. */
  readonly clusters: readonly string[];
  readonly reason: string;
  readonly message: string;
}

/** What was decided for one object; the next decision starts from it. */
export interface ScheduleDecision {
  /** Unschedulable: no clusters can be found as asked for. Then what runs stays, and nothing else is taken. */
  readonly outcome: 'Scheduled' | 'Unschedulable';
  readonly message: string;
  /** The group that is used, where only one is. */
  readonly group?: string;
  /** Sorted by cluster. Taken and left name every cluster that was allowed, once. */
  readonly taken: readonly TakenCluster[];
  /** A reason and a message are there once; sorted by both. */
  readonly left: readonly LeftClusters[];
  /** Replicas that found no place. */
  readonly unplaced: number;
  readonly limits: ReadonlyMap<string, LearnedLimit>;
  /** What lost clusters had. */
  readonly former: ReadonlyMap<string, number>;
  /** The request to rebalance that was last met. */
  readonly rebalanceRequest?: string;
  /** When time alone may change the decision, in milliseconds. */
  readonly recheckAt?: number;
}
