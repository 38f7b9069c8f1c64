import type { ClusterFacts } from './facts.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** One cluster and one object, as filters and scores see them. */
export interface Candidate {
  readonly cluster: ClusterFacts;
  /** Whether the cluster has the object already, or is about to. */
  readonly isHeld: boolean;
  /** The place of its group in the rule; negative where it is in none. */
  readonly tier: number;
  /** How many replicas it could run, those it runs included; Infinity where that is not known. */
  readonly room: number;
}

/** What is asked for. */
export interface Demand {
  readonly rule: ScheduleRule;
  /** In milliseconds. */
  readonly now: number;
}

/** That a cluster is not for the object. */
export interface Leave {
  readonly kind: 'leave';
  readonly reason: string;
  /** Says nothing of the cluster's name: what is said of many is told once. */
  readonly message: string;
}

/** That a cluster keeps what it has, for now, and gets no more. */
export interface Hold {
  readonly kind: 'hold';
  readonly reason: string;
  readonly message: string;
  /** When to ask again, in milliseconds; absent where that does not depend on time. */
  readonly until?: number;
  /** Whether nothing may be taken away either, since nothing is known of what happens there. */
  readonly isFrozen: boolean;
}

/** What a filter says; nothing where it has no objection. */
export type Verdict = Leave | Hold | undefined;

export type ClusterFilter = (candidate: Candidate, demand: Demand) => Verdict;

/** More is better; 0 where it has nothing to say. */
export type ClusterScore = (candidate: Candidate, demand: Demand) => number;
