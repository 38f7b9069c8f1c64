import { sleep, type Clock } from '../../base/clock.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { Log } from '../log.ts';
import { decideClaim, isFormerLive, seeLock, type ElectionTiming, type SeenLock } from './decide-election.ts';
import { HeldLease, type Leadership } from './held-lease.ts';
import {
  formerRecordOf,
  leaseType,
  lockName,
  recordOfLease,
  type FormerLockKind,
  type FormerRecord,
  type Lease,
} from './lock-record.ts';

export interface LeaderElectorOptions {
  readonly host: KubeClient;
  readonly namespace: string;
  /** Nobody else's, ever. */
  readonly identity: string;
  /** Asked before every step, so that it may change. */
  readonly timing: () => ElectionTiming & { readonly resourceLock: FormerLockKind };
  /** Measures how long things take; it must not be set by anybody. */
  readonly clock: Clock;
  /** Says what time it is. */
  readonly wall: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** How much longer than retryPeriod to wait at most, so that candidates do not all ask at once. */
const jitter = 0.2;

/** Finds out, by a Lease on the host, which one of several processes leads. */
export class LeaderElector {
  readonly #options: LeaderElectorOptions;
  #seen: SeenLock | undefined;
  #former: SeenLock<FormerRecord> | undefined;
  #waitsFor: string | undefined;

  constructor(options: LeaderElectorOptions) {
    this.#options = options;
  }

  /** Whom it waits for at present; undefined when for nobody. */
  get waitsFor(): string | undefined {
    return this.#waitsFor;
  }

  /** Resolves when this process leads, however long that takes; rejects with the signal's reason. */
  async campaign(signal: AbortSignal): Promise<Leadership> {
    for (;;) {
      signal.throwIfAborted();
      const held = await this.#attempt(signal).catch((error: unknown) => this.#failed(error, signal));
      if (held) {
        this.#waitsFor = undefined;
        return held;
      }
      const { clock, random, timing } = this.#options;
      await sleep(clock, timing().retryPeriodMs * (1 + jitter * random()), signal);
    }
  }

  #failed(error: unknown, signal: AbortSignal): undefined {
    signal.throwIfAborted();
    // Somebody was faster; the next look says who.
    if (error instanceof ApiError && (error.isConflict || error.isAlreadyExists)) return;
    const { log, namespace } = this.#options;
    log.warn({ error, lease: `${namespace}/${lockName}` }, 'cannot try for leadership; will be tried again');
  }

  async #attempt(signal: AbortSignal): Promise<HeldLease | undefined> {
    if (await this.#isFormerLive(signal)) return undefined;
    const { clock, identity } = this.#options;
    const lease = await this.#find<Lease>(leaseType, signal);
    const now = clock.now();
    this.#seen = lease && seeLock(this.#seen, recordOfLease(lease), lease.metadata.resourceVersion ?? '', now);
    const step = decideClaim(identity, this.#seen, now);
    if (step.do === 'wait') return this.#waitFor(step.holder, 'standing by: another controller manager leads');
    return HeldLease.claim({ ...this.#options, lease, signal });
  }

  async #isFormerLive(signal: AbortSignal): Promise<boolean> {
    const { clock, wall, timing } = this.#options;
    const plural = timing().resourceLock;
    const kind = plural === 'configmaps' ? 'ConfigMap' : 'Endpoints';
    const object = await this.#find({ group: '', version: 'v1', plural, kind, namespaced: true }, signal);
    const said = object && formerRecordOf(object);
    const now = clock.now();
    this.#former = said && seeLock(this.#former, said.record, said.text, now);
    if (!isFormerLive(this.#former, now, wall.now())) return false;
    const { holder = '', leaseDurationMs = 0 } = this.#former?.record ?? {};
    const where = `${kind} "${lockName}"`;
    this.#waitFor(
      holder,
      `standing by: a controller manager of KubeFed holds the ${where}; it is waited for until it has been silent for ${leaseDurationMs / 1000} s`,
    );
    return true;
  }

  /** Says it once for each holder. */
  #waitFor(holder: string, message: string): undefined {
    if (this.#waitsFor !== holder) this.#options.log.info({ leader: holder }, message);
    this.#waitsFor = holder;
  }

  async #find<T extends KubeObject>(type: ResourceType, signal: AbortSignal): Promise<T | undefined> {
    const { host, namespace } = this.#options;
    try {
      return await host.get<T>(type, { namespace, name: lockName }, signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
