import type { FormerRecord, LockRecord } from './lock-record.ts';

/** A lock as it was read. Times are ours: clocks of others may be wrong, so nothing is concluded from what they wrote. */
export interface SeenLock<T extends LockRecord = LockRecord> {
  readonly record: T;
  /** Other than before whenever somebody wrote the lock. */
  readonly version: string;
  /** When we first saw this version. */
  readonly since: number;
}

export interface ElectionTiming {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

export type ElectionStep = { readonly do: 'claim' } | { readonly do: 'wait'; readonly holder: string };

/** A lock of KubeFed's that was renewed so long ago, by whatever clock, was left behind: KubeFed never gives one back. */
const leftBehindMs = 3_600_000;

/** The lock as known now; a version that was seen before keeps its time. */
export function seeLock<T extends LockRecord>(
  before: SeenLock<T> | undefined,
  record: T,
  version: string,
  now: number,
): SeenLock<T> {
  return before?.version === version ? before : { record, version, since: now };
}

/**
 * Whether to claim the lock: when nobody holds it, we do ourselves, or its holder has been silent for as long as it
 * said others should wait. The rule is client-go's: only time that passed here counts.
 */
export function decideClaim(identity: string, seen: SeenLock | undefined, now: number): ElectionStep {
  if (seen === undefined) return { do: 'claim' };
  const { holder, leaseDurationMs } = seen.record;
  if (holder === '' || holder === identity) return { do: 'claim' };
  return now - seen.since >= leaseDurationMs ? { do: 'claim' } : { do: 'wait', holder };
}

/** Whether KubeFed's own controller manager still leads, by its lock; wallNow is compared with what its holder wrote. */
export function isFormerLive(seen: SeenLock<FormerRecord> | undefined, now: number, wallNow: number): boolean {
  if (seen === undefined || seen.record.holder === '') return false;
  const { leaseDurationMs, renewedAt } = seen.record;
  if (!(wallNow - renewedAt < leftBehindMs)) return false;
  return now - seen.since < leaseDurationMs;
}

/**
 * Until when whoever sent a renewal at sentAt may act on it. Others wait for leaseDuration from the time they saw it,
 * which cannot be earlier, so with renewDeadline below that there are never two, as long as clocks run about evenly.
 */
export function holdsUntil(sentAt: number, { renewDeadlineMs }: Pick<ElectionTiming, 'renewDeadlineMs'>): number {
  return sentAt + renewDeadlineMs;
}
