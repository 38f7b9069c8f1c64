import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/message-of.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client.ts';
import { ApiError } from '../kube/errors.ts';
import type { RuledObject } from '../plan/propagate/ruled-object.ts';
import type { Log } from '../runtime/log.ts';
import { isMissingType } from './sync/failure-outcome.ts';

/** Whether an object is one that rules which changed are about. */
export type Concerns = (object: RuledObject) => boolean;

/** An object of the host that says something about federated objects, compiled. */
export interface Rule {
  /** Kind and name, as people know it. */
  readonly title: string;
  /** Why it cannot be followed. */
  readonly fault?: string;
}

export interface RuleSurroundings {
  readonly host: KubeClient;
  /** Only the rules of this namespace are heeded, in a control plane of one namespace. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

export interface RuleKindOptions<R extends Rule> extends RuleSurroundings {
  readonly type: ResourceType;
  readonly compile: (object: KubeObject) => R;
  /** What holds while the rules have never been read, and the host refuses to let them be. */
  readonly unreadable: (why: string) => R;
  /** Told of each rule from the first on. */
  readonly replaced?: (after: R | undefined, before: R | undefined) => void;
  /** Told of each change once all that is there at first is known; undefined is for what was not there, or is gone. */
  readonly changed: (key: string, after: R | undefined, before: R | undefined) => void;
  /** All may be different: the rules became known, or it became known that they cannot be. */
  readonly allChanged: () => void;
}

/** The rules of one kind: watched, compiled, and known or known not to be. */
export class RuleKind<R extends Rule> {
  readonly #options: RuleKindOptions<R>;
  readonly #informer: Informer<KubeObject>;
  readonly #compiled = new Map<string, R>();
  #unreadable: R | undefined;
  #isMissing = false;

  constructor(options: RuleKindOptions<R>) {
    this.#options = options;
    const { host, type, clock, random, namespace } = options;
    this.#informer = new Informer<KubeObject>({
      client: host,
      type,
      clock,
      random,
      ...(namespace === undefined ? {} : { namespace }),
      changed: (key, current) => this.#changed(key, current),
      synced: () => this.#synced(),
      failed: (error) => this.#failed(error),
    });
  }

  start(): void {
    this.#informer.start();
  }

  stop(): void {
    this.#informer.stop();
  }

  /** Whether it is known which there are, or that this cannot be known. */
  get isKnown(): boolean {
    return this.#informer.isSynced || this.#isMissing || this.#unreadable !== undefined;
  }

  /** Those that hold; while none can be read, the one that stands for them. */
  get rules(): readonly R[] {
    return this.#unreadable ? [this.#unreadable] : [...this.#compiled.values()];
  }

  /** The one that stands for all of them while they cannot be read. */
  get unreadable(): R | undefined {
    return this.#unreadable;
  }

  rule(key: string): R | undefined {
    return this.#compiled.get(key);
  }

  /** The object a rule was compiled from, as last seen. */
  object(key: string): KubeObject | undefined {
    return this.#informer.store.get(key);
  }

  /** Takes in what the host answered to a write of our own. */
  observeWrite(object: KubeObject): void {
    this.#informer.observeWrite(object);
  }

  #changed(key: string, current: KubeObject | undefined): void {
    const { compile, log, replaced, changed } = this.#options;
    const before = this.#compiled.get(key);
    const after = current && compile(current);
    if (after) this.#compiled.set(key, after);
    else this.#compiled.delete(key);
    replaced?.(after, before);
    if (after?.fault !== undefined && after.fault !== before?.fault) {
      log.warn(
        { rule: after.title, why: after.fault },
        'this makes no sense, and what it is about stays where it is; correct it',
      );
    }
    // All that is there at first is told of at once, when it is whole.
    if (this.#informer.isSynced) changed(key, after, before);
  }

  #synced(): void {
    this.#unreadable = undefined;
    this.#isMissing = false;
    this.#options.allChanged();
  }

  #failed(error: unknown): void {
    const { log, type, unreadable, allChanged } = this.#options;
    // From the first time on, those known last hold.
    if (this.#informer.isSynced) {
      log.warn({ error }, `cannot watch ${type.plural} on the host; going on with those known`);
      return;
    }
    if (isMissingType(error)) return this.#missing();
    log.warn({ error }, `cannot read ${type.plural} on the host; will be tried again`);
    // A host that does not answer is waited for; one that refuses may do so for long.
    if (!(error instanceof ApiError) || error.status >= 500 || this.#unreadable) return;
    this.#unreadable = unreadable(messageOf(error));
    allChanged();
  }

  /** A host that does not know the kind has none of them; it is looked at again until it does. */
  #missing(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#unreadable = undefined;
    const { log, type, allChanged } = this.#options;
    log.info({}, `the host does not serve ${type.plural}; "hansa init" or the chart brings their definition`);
    allChanged();
  }
}
