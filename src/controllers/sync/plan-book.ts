import type { ObjectPlan } from './object-plan.ts';

/** Plans kept; one that is not kept is made again when asked for. */
const mostKept = 1_024;

/** The plans of one type's objects, made when asked for and kept until what they were made from changes. */
export class PlanBook {
  readonly #plans = new Map<string, ObjectPlan>();
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

  /** Whether plan is certainly not the plan any more. */
  isOutdated(key: string, plan: ObjectPlan): boolean {
    const kept = this.#plans.get(key);
    return kept !== undefined && kept !== plan;
  }

  /** What the plan of key was made from has changed. */
  discard(key: string): void {
    this.#plans.delete(key);
  }

  /** What all plans were made from has changed. */
  discardAll(): void {
    this.#plans.clear();
  }
}
