import { clusterPlacementPolicyType, placementPolicyType } from '../../api/placement-policy.ts';
import { compilePolicy, unreadablePolicies, type Policy } from '../../plan/policy/compile-policy.ts';
import type { SelectableObject } from '../../plan/policy/policy-selection.ts';
import { RuleKind, type Concerns, type RuleSurroundings } from '../rule-kind.ts';

/** The policies of the host, compiled; shared by all types. */
export class PlacementPolicies {
  readonly #kinds: readonly RuleKind<Policy>[];
  readonly #listeners = new Set<(concerns: Concerns) => void>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(surroundings: RuleSurroundings) {
    const isOfOneNamespace = surroundings.namespace !== undefined;
    const types = isOfOneNamespace ? [placementPolicyType] : [clusterPlacementPolicyType, placementPolicyType];
    this.#kinds = types.map(
      (type) =>
        new RuleKind<Policy>({
          ...surroundings,
          type,
          compile: (object) => compilePolicy(type.kind, object),
          unreadable: unreadablePolicies,
          changed: (_key, after, before) =>
            this.#changed((object) => before?.selects(object) === true || after?.selects(object) === true),
          allChanged: () => this.#changed(() => true),
        }),
    );
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
    return this.#kinds.flatMap((kind) => kind.rules.filter((policy) => policy.selects(object)));
  }

  /** Tells listener of changes from now on; the result ends that. */
  subscribe(listener: (concerns: Concerns) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed(concerns: Concerns): void {
    if (!this.#kinds.every(({ isKnown }) => isKnown)) return;
    this.#ready.resolve();
    for (const listener of this.#listeners) listener(concerns);
  }
}
