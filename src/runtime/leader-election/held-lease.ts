import { sleep, type Clock, type Timer } from '../../base/clock.ts';
import { apiVersionOf } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { Log } from '../log.ts';
import { holdsUntil, type ElectionTiming } from './decide-election.ts';
import { leaseType, lockName, type Lease } from './lock-record.ts';

/** That this process leads, for as long as it does. */
export interface Leadership {
  /** Aborts when it leads no more, at the latest renewDeadline after the last renewal that was answered. */
  readonly lost: AbortSignal;
  /** Gives it back, so that another need not wait; what it allowed must be over. Never rejects. */
  release(): Promise<void>;
}

export interface HeldLeaseOptions {
  readonly host: KubeClient;
  readonly namespace: string;
  readonly identity: string;
  readonly timing: () => ElectionTiming;
  readonly clock: Clock;
  readonly wall: Clock;
  readonly log: Log;
}

/** How many times sooner than after a renewal it is tried again after a failure, since the time is short then. */
const hastened = 5;

/** A Lease that is ours: renews it until it is given back or lost. */
export class HeldLease implements Leadership {
  readonly #options: HeldLeaseOptions;
  readonly #end = new AbortController();
  readonly #lost = new AbortController();
  readonly #renewing: Promise<void>;
  #lease: Lease;
  #expiry: Timer | undefined;
  #wallExpiry = 0;

  /** Writes ourselves into the Lease as it was read, or makes one; rejects with a conflict when somebody was faster. */
  static async claim({
    lease,
    signal,
    ...options
  }: HeldLeaseOptions & { readonly lease: Lease | undefined; readonly signal: AbortSignal }): Promise<HeldLease> {
    const { host, clock, wall } = options;
    const [sentAt, wallSentAt] = [clock.now(), wall.now()];
    const wanted = claimed(lease, options);
    const patience = attemptSignal(options, signal);
    const written = lease
      ? await host.replace<Lease>(leaseType, wanted, { signal: patience.signal }).finally(patience.cancel)
      : await host.create<Lease>(leaseType, wanted, { signal: patience.signal }).finally(patience.cancel);
    return new HeldLease(options, written, sentAt, wallSentAt);
  }

  private constructor(options: HeldLeaseOptions, lease: Lease, sentAt: number, wallSentAt: number) {
    this.#options = options;
    this.#lease = lease;
    this.#renewed(sentAt, wallSentAt);
    this.#renewing = this.#renewAgainAndAgain();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    this.#end.abort();
    this.#expiry?.cancel();
    await this.#renewing;
    if (this.lost.aborted) return;
    const { clock, log, timing } = this.#options;
    const patience = new AbortController();
    const timer = clock.after(timing().retryPeriodMs, () => patience.abort(new Error('no answer in time')));
    try {
      if (!(await this.#isStillOurs(patience.signal))) return;
      await this.#write({ ...this.#lease.spec, holderIdentity: '', leaseDurationSeconds: 1 }, patience.signal);
    } catch (error) {
      log.warn({ error }, 'cannot give the Lease back; whoever is next waits until it is over');
    } finally {
      timer.cancel();
    }
  }

  async #renewAgainAndAgain(): Promise<void> {
    const { clock, timing } = this.#options;
    const signal = AbortSignal.any([this.#end.signal, this.lost]);
    let isRenewed = true;
    while (!signal.aborted) {
      const wait = timing().retryPeriodMs / (isRenewed ? 1 : hastened);
      await sleep(clock, wait, signal).catch(() => undefined);
      if (!signal.aborted) isRenewed = await this.#renew(signal);
    }
  }

  /** Whether it was; what went wrong has been said. */
  async #renew(signal: AbortSignal): Promise<boolean> {
    const { clock, wall, log, namespace } = this.#options;
    const [sentAt, wallSentAt] = [clock.now(), wall.now()];
    // A machine that slept finds its time over before any timer does.
    if (wallSentAt >= this.#wallExpiry) return this.#lose();
    const patience = attemptSignal(this.#options, signal);
    try {
      await this.#write(claimed(this.#lease, this.#options).spec, patience.signal);
      this.#renewed(sentAt, wallSentAt);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (isNotFound(error)) return this.#lose('');
      // Somebody wrote the Lease: who, decides. It may be an answer of ours that got lost.
      if (
        error instanceof ApiError &&
        error.isConflict &&
        (await this.#isStillOurs(patience.signal).catch(() => false))
      )
        return false;
      log.warn({ error, lease: `${namespace}/${lockName}` }, 'cannot renew the Lease; will be tried again');
      return false;
    } finally {
      patience.cancel();
    }
  }

  /** Reads it again; where it is another's we have lost it. */
  async #isStillOurs(signal: AbortSignal): Promise<boolean> {
    const { host, namespace, identity } = this.#options;
    const lease = await host.get<Lease>(leaseType, { namespace, name: lockName }, signal);
    const holder = lease.spec?.holderIdentity ?? '';
    if (holder !== identity) return this.#lose(holder);
    this.#lease = lease;
    return true;
  }

  async #write(spec: Lease['spec'], signal: AbortSignal): Promise<void> {
    const body = { ...this.#lease, spec };
    this.#lease = await this.#options.host.replace<Lease>(leaseType, body, { signal });
  }

  #renewed(sentAt: number, wallSentAt: number): void {
    const { clock, timing } = this.#options;
    const { renewDeadlineMs } = timing();
    this.#wallExpiry = holdsUntil(wallSentAt, { renewDeadlineMs });
    this.#expiry?.cancel();
    const left = holdsUntil(sentAt, { renewDeadlineMs }) - clock.now();
    if (this.#end.signal.aborted || this.lost.aborted) return;
    if (left <= 0) return void this.#lose();
    this.#expiry = clock.after(left, () => void this.#lose());
  }

  #lose(to?: string): false {
    if (this.lost.aborted) return false;
    this.#expiry?.cancel();
    this.#lost.abort();
    const { log, namespace } = this.#options;
    const who = to === undefined ? {} : { leader: to };
    log.error({ lease: `${namespace}/${lockName}`, ...who }, 'lost lease');
    return false;
  }
}

/** The Lease, or a new one, with ourselves as its holder as of now. */
function claimed(lease: Lease | undefined, { identity, namespace, timing, wall }: HeldLeaseOptions): Lease {
  const now = new Date(wall.now()).toISOString().replace('Z', '000Z');
  const before = lease?.spec;
  const isOurs = before?.holderIdentity === identity;
  const transitions = before?.leaseTransitions ?? 0;
  return {
    ...(lease ?? {
      apiVersion: apiVersionOf(leaseType),
      kind: leaseType.kind,
      metadata: { namespace, name: lockName },
    }),
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(timing().leaseDurationMs / 1000),
      acquireTime: (isOurs && before.acquireTime) || now,
      renewTime: now,
      leaseTransitions: lease && !isOurs ? transitions + 1 : transitions,
    },
  };
}

/** Aborts with signal, and when one request has taken as long as to the next one. */
function attemptSignal(
  { clock, timing }: HeldLeaseOptions,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const patience = new AbortController();
  const timer = clock.after(timing().retryPeriodMs, () => patience.abort(new Error('no answer in time')));
  return { signal: AbortSignal.any([signal, patience.signal]), cancel: () => timer.cancel() };
}
