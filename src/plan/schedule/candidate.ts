import type { ClusterFacts } from './facts.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** A cluster as filters see it. What may come in is a matter of the cluster alone, what may stay one of time as well. */
export type Candidate = Newcomer | Holder;

/** A cluster that does not have the object. */
interface Newcomer extends Ranked {
  readonly isHeld: false;
}

/** A cluster that has the object already, or is about to. */
interface Holder extends Ranked {
  readonly isHeld: true;
  /** In milliseconds. */
  readonly now: number;
}

interface Ranked {
  readonly cluster: ClusterFacts;
  /** The place of its group in the rule; negative where it is in none. */
  readonly tier: number;
}

/** What a cluster has room for. */
export interface Capacity {
  /** How many replicas it could run, those it runs included; Infinity where that is not known. */
  readonly room: number;
  readonly isKnown: boolean;
  readonly isHeld: boolean;
}

/** Why a cluster is taken or left. What is said of many is told once, so it says nothing of the cluster's name. */
export interface Why {
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
}

/** That a cluster is not for the object. */
export interface Leave extends Why {
  readonly kind: 'leave';
}

/** That a cluster keeps what it has, for now, and gets no more. */
export interface Hold extends Why {
  readonly kind: 'hold';
  /** When to ask again, in milliseconds; absent where that does not depend on time. */
  readonly until?: number;
  /** Whether nothing may be taken away either, since nothing is known of what happens there. */
  readonly isFrozen: boolean;
}

/** What a filter says; nothing where it has no objection. */
export type Verdict = Leave | Hold | undefined;

/**
 * Says the same of a cluster whatever the object, so that it is asked once for many. Whom it would let come in may
 * stay, too.
 */
export type ClusterFilter = (candidate: Candidate, rule: ScheduleRule) => Verdict;

/** Asks what the object needs; it is asked for each object, of those that the others let through. */
export type CapacityFilter = (capacity: Capacity, rule: ScheduleRule) => Verdict;

/** More is better; 0 where it has nothing to say. Whatever the object, it is the same. */
export type ClusterScore = (cluster: ClusterFacts, rule: ScheduleRule) => number;
