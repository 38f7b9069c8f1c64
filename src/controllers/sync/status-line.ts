import { hasObserved, splitGenerationsOf } from '../../plan/forms/merge-forms.ts';
import { KeyDelay } from '../../runtime/key-delay.ts';
import type { KeyedQueue } from '../../runtime/keyed-queue.ts';
import { SurgeBuffer } from '../../runtime/surge-buffer.ts';
import { healthPauseMs, statusPatienceMs, StatusWriter } from './status-writer.ts';
import type { TypeContext, TypeSurroundings } from './type-context.ts';
import { createTypeQueue } from './type-queue.ts';
import { VersionWriter } from './version-writer.ts';

export interface StatusLineOptions extends TypeSurroundings {
  readonly context: TypeContext;
  /** Only objects of this namespace are looked at, in a control plane of one. */
  readonly namespace?: string;
  readonly concurrency: () => number;
}

/** With more objects than 100 a second the host has enough to do: their statuses come after them, but no later than others. */
const statusSurge = { mostPerWindow: 25, windowMs: 250, longestMs: statusPatienceMs };

/** When which status of one type's objects is written, and where versions are recorded, those after it. */
export class StatusLine {
  readonly #options: StatusLineOptions;
  readonly #statuses: KeyedQueue;
  readonly #settled: SurgeBuffer;
  /** Objects that do otherwise than they did, in some member. */
  readonly #stirred: KeyDelay;
  readonly #versionWriter: VersionWriter | undefined;
  readonly #versions: KeyedQueue | undefined;

  constructor(options: StatusLineOptions) {
    this.#options = options;
    const { type, context, clock, random, namespace } = options;
    const writer = new StatusWriter(context);
    this.#statuses = createTypeQueue({
      ...options,
      what: 'status',
      suffix: '-status',
      run: async (key) => {
        const result = await writer.run(key);
        this.#versions?.add(key);
        return result;
      },
    });
    if (type.recordsVersions) {
      const scope = namespace === undefined ? {} : { namespace };
      const versionWriter = new VersionWriter({ context, ...scope, clock, random });
      this.#versionWriter = versionWriter;
      const run = (key: string) => versionWriter.run(key);
      this.#versions = createTypeQueue({ ...options, what: 'recording versions', suffix: '-versions', run });
    }
    this.#settled = new SurgeBuffer({ clock, ...statusSurge, pass: (key) => this.#statuses.add(key) });
    this.#stirred = new KeyDelay({ clock, delayMs: healthPauseMs, pass: (key) => this.#settled.add(key) });
  }

  start(): void {
    this.#versionWriter?.start();
  }

  async stop(): Promise<void> {
    this.#stirred.stop();
    this.#settled.stop();
    this.#versionWriter?.stop();
    await Promise.all([this.#statuses.stop(), this.#versions?.stop()]);
  }

  get isIdle(): boolean {
    const isCalm = this.#stirred.isEmpty && this.#settled.isEmpty;
    return isCalm && this.#statuses.isIdle && (this.#versions?.isIdle ?? true);
  }

  /** A cluster has answered: such things may come in surges, when many objects change. */
  answered(key: string): void {
    this.#due(key, this.#settled);
  }

  /** The host has told of our own write, which need not wait. */
  echoed(key: string): void {
    this.#due(key, this.#statuses);
  }

  /** An object does otherwise than it did, in some member. */
  stirred(key: string): void {
    this.#stirred.add(key);
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#statuses.forget(key);
    this.#versions?.forget(key);
  }

  /** Once nothing is awaited it goes into what is given. */
  #due(key: string, into: Pick<KeyedQueue, 'add'>): void {
    if (this.#options.context.ledger.isSettled(key)) {
      this.#measure(key);
      into.add(key);
    } else this.#statuses.addAfter(key, statusPatienceMs);
  }

  /** What a restart finds as it should be took no time that anybody waited. */
  #measure(key: string): void {
    const { context, clock, meter } = this.#options;
    const took = context.ledger.takeAnswerTime(key, clock.now());
    const { metadata, status } = context.objects.store.get(key) ?? {};
    const isObserved =
      status?.observedGeneration === metadata?.generation &&
      hasObserved(status, splitGenerationsOf(context.splitForms(key)));
    if (took !== undefined && !isObserved) meter.propagated(took);
  }
}
