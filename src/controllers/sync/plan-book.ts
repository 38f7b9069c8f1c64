import type { ObjectPlan } from './object-plan.ts';

/** Plans kept; one that is not kept is made again when asked for. */
const mostKept = 1_024;

/** The plans of one type's objects, made when asked for and kept until what they were made from changes. */
export class PlanBook {
  readonly #plans = new Map<string, ObjectPlan>();
  readonly #outdated = new WeakSet<ObjectPlan>();
  readonly #make: (key: string) => ObjectPlan;

  constructor(make: (key: string) => ObjectPlan) {
    this.#make = make;
  }

  plan(key: string): ObjectPlan {
    let plan = this.#plans.get(key);
    if (plan) return plan;
    plan = this.#make(key);
    this.#plans.set(key, plan);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= mostKept) break;
      this.#plans.delete(oldest);
    }
    return plan;
  }

  /** Whether plan is known to have been discarded; making one anew for want of room does not count. */
  isOutdated(plan: ObjectPlan): boolean {
    return this.#outdated.has(plan);
  }

  /** What the plan of key was made from has changed. */
  discard(key: string): void {
    const plan = this.#plans.get(key);
    if (plan) this.#outdated.add(plan);
    this.#plans.delete(key);
  }

  /** What all plans were made from has changed. */
  discardAll(): void {
    for (const plan of this.#plans.values()) this.#outdated.add(plan);
    this.#plans.clear();
  }
}
