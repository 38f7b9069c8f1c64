import type { Toleration } from '../taint/toleration.ts';
import type { ClusterPredicate } from './cluster-term.ts';

/** Clusters that are tried together. */
export interface ClusterGroup {
  readonly name: string;
  readonly has: ClusterPredicate;
}

/** What taints are put up with, and for how long. */
export interface TimedToleration extends Toleration {
  /** How long a NoExecute taint is put up with; absent means for ever. */
  readonly ms?: number;
}

/** Over how many values of a label clusters are spread. */
export interface SpreadRule {
  readonly label: string;
  readonly minGroups: number;
  /** Infinity where there is no bound. */
  readonly maxGroups: number;
  /** How far the fullest and the emptiest value may be apart, in replicas, or in clusters where all have the same. */
  readonly maxSkew: number;
}

/** What some clusters should have of the replicas. */
export interface ShareRule {
  readonly has: ClusterPredicate;
  readonly least: number;
  /** Infinity where there is no bound; never less than least. */
  readonly most: number;
  readonly weight: number;
  /** Those of a higher priority are filled first. */
  readonly priority: number;
}

/** By what replicas are divided: given weights, what clusters have room for, or so that few clusters are needed. */
export type DivideBy = 'Weight' | 'FreeCapacity' | 'FewestClusters';

/** A SchedulingPreference ready for many objects and clusters. */
export interface ScheduleRule {
  /** In the order they are tried. */
  readonly groups: readonly ClusterGroup[];
  /** Whether a later group is used instead of the earlier ones, or for what they have no room for. */
  readonly groupUse: 'Fallback' | 'SpillOver';
  readonly tolerations: readonly TimedToleration[];
  readonly preferred: readonly { readonly weight: number; readonly has: ClusterPredicate }[];
  /** What the values others have found for clusters count. */
  readonly scores: readonly { readonly name: string; readonly weight: number }[];
  /** The most important first; at most one of them has a maxSkew. */
  readonly spread: readonly SpreadRule[];
  /** Infinity where there is no bound. */
  readonly maxClusters: number;
  /** Absent where every cluster has the replicas of the template. The first of the shares that has a cluster counts. */
  readonly divide?: { readonly by: DivideBy; readonly shares: readonly ShareRule[] };
  readonly rebalance: 'Never' | 'OnDemand' | 'Automatic';
  /** What runs may move once each time this changes, where rebalance is OnDemand. */
  readonly rebalanceRequest?: string;
  /** How long a lost cluster is waited for. */
  readonly failoverAfterMs: number;
  /** Whether a lost cluster that is back gets back what it had. */
  readonly returns: boolean;
  /** How long a cluster that had no room for more is not asked again. */
  readonly retryFullAfterMs: number;
}
