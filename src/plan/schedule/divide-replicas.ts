import { fnv1 } from '../../base/fnv1.ts';
import type { ReplicaPreference, ReplicaPreferences } from './replica-preference.ts';

/** Replicas by the names of clusters. */
export type ReplicaCounts = ReadonlyMap<string, number>;

export interface DivisionRequest {
  /** `namespace/name` of what is divided: it decides who is served first where weights are equal. */
  readonly key: string;
  readonly total: number;
  /** The clusters to divide among; those without a preference get nothing. */
  readonly clusters: readonly string[];
  readonly preferences: ReplicaPreferences;
  /** Whether what runs may be moved; else each cluster keeps what it has, as far as the total goes. */
  readonly rebalance: boolean;
  readonly current: ReplicaCounts;
  /** How many a cluster has room for, where that is known. */
  readonly capacity: ReplicaCounts;
}

export interface ReplicaDivision {
  /** For every cluster; never more than the total in all, nor more than its maximum and capacity in one. */
  readonly replicas: ReplicaCounts;
  /** What clusters would have had if they had room for it; none of these is 0. */
  readonly overflow: ReplicaCounts;
}

/** One cluster's part while it is being worked out. */
interface Share {
  readonly name: string;
  readonly preference: ReplicaPreference;
  readonly capacity: number;
  replicas: number;
  /** What it keeps beyond its minimum and has not been set off against its weight yet. */
  kept: number;
  overflow: number;
}

/**
 * Divides replicas among clusters as KubeFed's planner does: minimums first, then what runs already (unless it may be
 * moved), then the rest by weight in rounds, each round dividing what clusters that are full left over.
 */
export function divideReplicas(request: DivisionRequest): ReplicaDivision {
  const shares = openShares(request);
  let remaining = giveMinimums(shares, Math.max(0, request.total));
  if (!request.rebalance) remaining = keepCurrent(shares, request.current, remaining);
  remaining = giveByWeight(shares, remaining);
  return {
    replicas: new Map([...request.clusters.map((name) => [name, 0] as const), ...countsOf(shares)]),
    overflow: overflowOf(shares, request.rebalance ? Infinity : remaining),
  };
}

/** In the order they are served: the heaviest first, equals by a hash, so that not always the same come first. */
function openShares({ key, clusters, preferences, capacity }: DivisionRequest): Share[] {
  const ranked = [...new Set(clusters)].flatMap((name) => {
    const preference = preferences.get(name);
    const room = capacity.get(name) ?? Infinity;
    return preference
      ? [{ rank: fnv1(name + key), share: { name, preference, capacity: room, replicas: 0, kept: 0, overflow: 0 } }]
      : [];
  });
  ranked.sort((a, b) => {
    const byWeight = b.share.preference.weight - a.share.preference.weight;
    return byWeight || a.rank - b.rank || (a.share.name < b.share.name ? -1 : 1);
  });
  return ranked.map(({ share }) => share);
}

/** Each of these gives to shares, and returns what remains. */
function giveMinimums(shares: readonly Share[], total: number): number {
  let remaining = total;
  for (const share of shares) {
    share.replicas = Math.min(share.preference.least, remaining, share.capacity);
    remaining -= share.replicas;
  }
  return remaining;
}

function keepCurrent(shares: readonly Share[], current: ReplicaCounts, total: number): number {
  let remaining = total;
  for (const share of shares) {
    const wanted = Math.min(current.get(share.name) ?? 0, share.preference.most, share.capacity);
    share.kept = Math.max(0, Math.min(wanted - share.replicas, remaining));
    share.replicas += share.kept;
    remaining -= share.kept;
  }
  return remaining;
}

function giveByWeight(shares: readonly Share[], total: number): number {
  let open = shares;
  let remaining = total;
  while (remaining > 0) {
    const round = giveRound(open, remaining);
    remaining -= round.given;
    if (!round.hasMoved) break;
    open = round.open;
  }
  return remaining;
}

/** Divides toDivide once, rounded up, as far as it goes; open are those that could take more. */
function giveRound(shares: readonly Share[], toDivide: number): { given: number; hasMoved: boolean; open: Share[] } {
  const weights = shares.reduce((sum, { preference }) => sum + preference.weight, 0);
  const open: Share[] = [];
  let given = 0;
  let hasMoved = false;
  for (const share of weights > 0 ? shares : []) {
    const due = Math.min(Math.ceil((toDivide * share.preference.weight) / weights), toDivide - given);
    const step = give(share, due);
    given += step.given;
    hasMoved ||= step.given > 0 || step.setOff > 0;
    if (!step.isFull) open.push(share);
  }
  return { given, hasMoved, open };
}

/** Gives a share what is due to it; what it keeps already is set off first. */
function give(share: Share, due: number): { given: number; setOff: number; isFull: boolean } {
  const setOff = Math.min(due, share.kept);
  share.kept -= setOff;
  const before = share.replicas;
  const wanted = before + due - setOff;
  const allowed = Math.min(wanted, share.preference.most);
  share.replicas = Math.min(allowed, share.capacity);
  share.overflow = allowed - share.replicas;
  return { given: share.replicas - before, setOff, isFull: share.replicas < wanted };
}

function countsOf(shares: readonly Share[]): ReplicaCounts {
  return new Map(shares.map(({ name, replicas }) => [name, replicas]));
}

function overflowOf(shares: readonly Share[], atMost: number): ReplicaCounts {
  const entries = shares.map(({ name, overflow }) => [name, Math.min(overflow, atMost)] as const);
  return new Map(entries.filter(([, overflow]) => overflow > 0));
}
