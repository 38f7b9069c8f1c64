import type { Labels } from '../placement/label-selector.ts';

/** Amounts by the name of a resource: `cpu` in cores, `memory` in bytes, `example.com/gpu` in pieces. */
export type Resources = Readonly<Record<string, number>>;

/** What nodes have left, those that have about the same together. */
export interface FreeNodes {
  /** How many nodes each group has. */
  readonly nodes: readonly number[];
  /** What a node of each group has, on average; no node has anything of a resource that is not listed. */
  readonly free: Readonly<Record<string, readonly number[]>>;
}

/** A taint of a cluster, as a Node has it. */
export interface ClusterTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** Since when, in milliseconds. */
  readonly since: number;
}

/** A cluster as scheduling sees it; the same for every object. */
export interface ClusterFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly ClusterTaint[];
  /** Since when it has not been ready, in milliseconds; absent while it is. */
  readonly lostSince?: number;
  /** What its nodes have left; absent when that is not known. */
  readonly free?: FreeNodes;
  /** Values that others have found for it, by name. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** What a cluster has of one object. */
export interface WorkloadFacts {
  /** The replicas its workload asks for. */
  readonly asked: number;
  /** Those that found room, and so are no part of what is free. */
  readonly running: number;
  /** Those that have looked for room longer than the preference has patience. */
  readonly unschedulable: number;
  /** Whether an autoscaler of the cluster says how many there are. */
  readonly isAutoscaled?: boolean;
}

/** How many replicas a cluster was found to have room for. */
export interface LearnedLimit {
  readonly replicas: number;
  /** When it was found out, in milliseconds. */
  readonly since: number;
}
