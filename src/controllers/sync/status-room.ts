import type { FederatedObject, FederatedStatus } from '../../api/federated-object.ts';
import { hasOnlySums } from '../../plan/status/decide-status.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { TypeContext } from './type-context.ts';

/** Somebody may have renewed the definition meanwhile. */
const probeMs = 300_000;

/**
 * Whether the definition of the federated type has room for how objects do. One that was made by an older version, or by
 * KubeFed, drops that from every status: then it is written no more, but by one object now and then, to see whether it
 * stays. The answers to writes tell.
 */
export class StatusRoom {
  readonly #context: TypeContext;
  #closedUntil: number | undefined;
  /** The object whose status is tried. */
  #probe = '';

  constructor(context: TypeContext) {
    this.#context = context;
  }

  /** Whether a status would be another once it is written; previous is what is there. */
  hasSpaceFor(previous: FederatedStatus | undefined, status: FederatedStatus): boolean {
    if (this.#closedUntil === undefined || this.#context.clock.now() >= this.#closedUntil) return true;
    return !hasOnlySums(previous, status);
  }

  /** When an object whose status is not written comes again. */
  waitFor(key: string): RunResult {
    if (this.#closedUntil === undefined || key !== this.#probe) return 'done';
    return { retry: 'after', afterMs: Math.max(1, this.#closedUntil - this.#context.clock.now()) };
  }

  /** A status has been written, and this is what came of it. */
  look(key: string, { status }: FederatedObject): RunResult {
    if (status?.summary !== undefined) this.#open();
    else this.#close(key);
    return this.waitFor(key);
  }

  #open(): void {
    if (this.#closedUntil === undefined) return;
    this.#closedUntil = undefined;
    const { objects, statusDue } = this.#context;
    for (const key of objects.store.keys()) statusDue(key);
  }

  #close(key: string): void {
    const { clock, log, type } = this.#context;
    if (this.#closedUntil === undefined) {
      log.warn(
        { type: type.name },
        `the definition of ${type.federated.kind} is older than this version and keeps neither health nor sums; ` +
          `"hansa enable ${type.name}" renews it`,
      );
    }
    this.#probe = key;
    this.#closedUntil = clock.now() + probeMs;
  }
}
