import type { Clock } from '../src/base/clock.ts';
import { messageOf } from '../src/base/message-of.ts';
import { Informer } from '../src/kube/cache/informer.ts';
import type { KubeClient } from '../src/kube/client.ts';
import { BenchError } from './bench-error.ts';
import { Expectation, type Contents } from './expectation.ts';
import { configMapType, contentIn, workNamespace, type ConfigMap } from './workload.ts';

export interface WaitOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly expectation: Expectation;
  readonly met: (at: number) => void;
}

/** What the members hold, as a plain watch on each of them tells it. */
export class MemberViews {
  readonly #views = new Map<string, Informer<ConfigMap>>();
  readonly #waiting = new Set<Waiting>();
  readonly #clock: Clock;
  /** A watch that had to begin anew may have told of something late, and then no figure is worth anything. */
  readonly #broken = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the views of all members are whole. */
  async start(members: readonly KubeClient[]): Promise<void> {
    await Promise.all(members.map((member) => this.#watch(member)));
  }

  stop(): void {
    for (const view of this.#views.values()) view.stop();
  }

  /**
   * The performance.now() at which every member first held all of contents. Rejects with BenchError at the deadline, and
   * with the signal's reason when it aborts.
   */
  async until(contents: Contents, { deadlineMs, signal }: WaitOptions): Promise<number> {
    const expectation = new Expectation([...this.#views.keys()], contents);
    for (const [cluster, view] of this.#views) {
      for (const name of contents.keys()) {
        expectation.see(cluster, name, contentIn(view.store.get(`${workNamespace}/${name}`)));
      }
    }
    if (expectation.isMet) return performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const waiting = { expectation, met: resolve };
    const stop = AbortSignal.any([signal, this.#broken.signal]);
    const aborted = () => reject(stop.reason as Error);
    const timer = this.#clock.after(deadlineMs, () => {
      reject(new BenchError(`not as they should be after ${deadlineMs / 1000} s: ${expectation.describe()}`));
    });
    this.#waiting.add(waiting);
    if (stop.aborted) aborted();
    stop.addEventListener('abort', aborted, { once: true });
    return promise.finally(() => {
      timer.cancel();
      this.#waiting.delete(waiting);
      stop.removeEventListener('abort', aborted);
    });
  }

  #watch(member: KubeClient): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const view = new Informer<ConfigMap>({
      client: member,
      type: configMapType,
      clock: this.#clock,
      random: Math.random,
      namespace: workNamespace,
      changed: (key, current) => this.#see(member.name, key.slice(workNamespace.length + 1), current),
      synced: resolve,
      failed: (error) => {
        if (!view.isSynced) return;
        const message = `the benchmark's own watch of ${member.name} broke: ${messageOf(error)}`;
        this.#broken.abort(new BenchError(message, { cause: error }));
      },
    });
    this.#views.set(member.name, view);
    view.start();
    return promise;
  }

  #see(cluster: string, name: string, current: ConfigMap | undefined): void {
    for (const { expectation, met } of this.#waiting) {
      expectation.see(cluster, name, contentIn(current));
      if (expectation.isMet) met(performance.now());
    }
  }
}
