import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/message-of.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import { compilePolicy, unreadablePolicies, type Policy } from '../../plan/policy/compile-policy.ts';
import type { SelectableObject } from '../../plan/policy/policy-selection.ts';
import type { Log } from '../../runtime/log.ts';
import { isMissingType } from '../sync/failure-outcome.ts';

export interface PlacementPoliciesOptions {
  readonly host: KubeClient;
  /** Only the PlacementPolicies of this namespace are heeded, in a control plane of one namespace. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Told whether an object is one that policies which changed are about. */
type PolicyListener = (concerns: (object: SelectableObject) => boolean) => void;

const everything = (): boolean => true;

/** The policies of the host, compiled; shared by all types. */
export class PlacementPolicies {
  readonly #kinds: readonly PolicyKind[];
  readonly #listeners = new Set<PolicyListener>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: PlacementPoliciesOptions) {
    const { namespace } = options;
    const types = namespace === undefined ? [clusterPlacementPolicyType, placementPolicyType] : [placementPolicyType];
    this.#kinds = types.map((type) => new PolicyKind(type, options, (concerns) => this.#changed(concerns)));
  }

  start(): void {
    for (const kind of this.#kinds) kind.start();
  }

  stop(): void {
    for (const kind of this.#kinds) kind.stop();
  }

  /** Resolves once it is known which policies there are, or that they cannot be read; before that nothing may be decided. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** The policies that select an object; while some cannot be read, one more that allows nothing new. */
  of(object: SelectableObject): readonly Policy[] {
    return this.#kinds.flatMap((kind) => kind.policies.filter((policy) => policy.selects(object)));
  }

  /** Tells listener of changes from now on; the result ends that. */
  subscribe(listener: PolicyListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed(concerns: (object: SelectableObject) => boolean): void {
    if (!this.#kinds.every(({ isKnown }) => isKnown)) return;
    this.#ready.resolve();
    for (const listener of this.#listeners) listener(concerns);
  }
}

/** The policies of one kind. */
class PolicyKind {
  readonly #type: ResourceType;
  readonly #log: Log;
  readonly #informer: Informer<KubeObject>;
  readonly #tell: PolicyListener;
  readonly #compiled = new Map<string, Policy>();
  /** Instead of the policies, as long as they have never been read and the host refuses to let them be. */
  #unreadable: Policy | undefined;
  #isMissing = false;

  constructor(type: ResourceType, options: PlacementPoliciesOptions, tell: PolicyListener) {
    const { host, clock, random, log, namespace } = options;
    this.#type = type;
    this.#log = log;
    this.#tell = tell;
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

  get policies(): readonly Policy[] {
    return this.#unreadable ? [this.#unreadable] : [...this.#compiled.values()];
  }

  #changed(key: string, current: KubeObject | undefined): void {
    const before = this.#compiled.get(key);
    const after = current && compilePolicy(this.#type.kind, current);
    if (after) this.#compiled.set(key, after);
    else this.#compiled.delete(key);
    if (after?.fault !== undefined) {
      this.#log.warn(
        { policy: after.title, why: after.fault },
        'this policy makes no sense; what it selects stays where it is',
      );
    }
    // All that is there at first is told of at once, when it is whole.
    if (!this.#informer.isSynced) return;
    this.#tell((object) => before?.selects(object) === true || after?.selects(object) === true);
  }

  #synced(): void {
    this.#unreadable = undefined;
    this.#isMissing = false;
    this.#tell(everything);
  }

  #failed(error: unknown): void {
    // From the first time on, those known last hold.
    if (this.#informer.isSynced) {
      this.#log.warn({ error }, `cannot watch ${this.#type.plural} on the host; going on with those known`);
      return;
    }
    if (isMissingType(error)) return this.#missing();
    this.#log.warn({ error }, `cannot read ${this.#type.plural} on the host; will be tried again`);
    // A host that does not answer is waited for; one that refuses may do so for long.
    if (!(error instanceof ApiError) || error.status >= 500 || this.#unreadable) return;
    this.#unreadable = unreadablePolicies(messageOf(error));
    this.#tell(everything);
  }

  /** A host that does not know the kind has none of them; it is looked at again until it does. */
  #missing(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#unreadable = undefined;
    this.#log.info(
      {},
      `the host does not serve ${this.#type.plural}; "hansa init" or the chart brings their definition`,
    );
    this.#tell(everything);
  }
}
