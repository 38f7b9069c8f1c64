import { deepEqual } from '../../base/deep-equal.ts';
import type { KubeObject } from '../../api/meta.ts';
import { schedulingPreferenceType } from '../../api/scheduling-preference.ts';
import type { ScheduleInForce } from '../../plan/schedule/apply-schedule.ts';
import {
  compilePreference,
  scheduleOf,
  unreadablePreferences,
  type Preference,
  type SchedulableObject,
} from '../../plan/schedule/compile-preference.ts';
import { RuleKind, type Concerns, type RuleSurroundings } from '../rule-kind.ts';
import { PreferenceIndex } from './preference-index.ts';

/** Told of preferences that changed, for those who follow what they decide, and those who decide. */
export interface PreferenceListener {
  /** What they say of objects changed. */
  readonly decided?: (concerns: Concerns) => void;
  /** What is asked for changed; undefined where that may be so of all of them. */
  readonly asked?: (key: string | undefined) => void;
}

/** The SchedulingPreferences of the host with what they have decided, compiled; shared by all types. */
export class SchedulingPreferences {
  readonly #kind: RuleKind<Preference>;
  readonly #index = new PreferenceIndex();
  readonly #listeners = new Set<PreferenceListener>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(surroundings: RuleSurroundings) {
    this.#kind = new RuleKind<Preference>({
      ...surroundings,
      type: schedulingPreferenceType,
      compile: compilePreference,
      unreadable: unreadablePreferences,
      replaced: (after, before) => {
        if (before) this.#index.remove(before);
        if (after) this.#index.add(after);
      },
      changed: (key, after, before) => this.#changed(key, after, before),
      allChanged: () => this.#allChanged(),
    });
  }

  start(): void {
    this.#kind.start();
  }

  stop(): void {
    this.#kind.stop();
  }

  /** Resolves once it is known which preferences there are, or that they cannot be read. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** What the preference of an object says of it; undefined where none is about it. */
  scheduleOf(object: SchedulableObject): ScheduleInForce | undefined {
    const preference = this.#kind.unreadable ?? this.#index.find(object);
    return preference && scheduleOf(preference, object.name);
  }

  /** The preference that decides about an object. */
  of(object: SchedulableObject): Preference | undefined {
    return this.#index.find(object);
  }

  get(key: string): Preference | undefined {
    return this.#kind.rule(key);
  }

  object(key: string): KubeObject | undefined {
    return this.#kind.object(key);
  }

  keys(): readonly string[] {
    return this.#kind.rules.map(({ key }) => key);
  }

  /** Takes in what the host answered to a write of our own. */
  observeWrite(object: KubeObject): void {
    this.#kind.observeWrite(object);
  }

  /** Tells listener of changes from now on; the result ends that. */
  subscribe(listener: PreferenceListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed(key: string, after: Preference | undefined, before: Preference | undefined): void {
    const asksAnew = after?.generation !== before?.generation || after?.uid !== before?.uid;
    const saysAnew: Concerns = (object) =>
      (before?.selects(object) === true || after?.selects(object) === true) &&
      (asksAnew || !deepEqual(before?.decisions.get(object.name), after?.decisions.get(object.name)));
    for (const { decided, asked } of this.#listeners) {
      decided?.(saysAnew);
      if (asksAnew) asked?.(key);
    }
  }

  #allChanged(): void {
    this.#ready.resolve();
    for (const { decided, asked } of this.#listeners) {
      decided?.(() => true);
      asked?.(undefined);
    }
  }
}
