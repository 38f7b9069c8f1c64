import type { RunResult } from '../../runtime/keyed-queue.ts';

/** Which of its objects a preference has to decide about anew; those it never decided about come on top. */
export type Due = 'all' | ReadonlySet<string>;

/** What is due, by preference. */
export class DueObjects {
  readonly #due = new Map<string, 'all' | Set<string>>();

  add(preference: string, object: string): void {
    const due = this.#due.get(preference);
    if (due === 'all') return;
    if (due) due.add(object);
    else this.#due.set(preference, new Set([object]));
  }

  addAll(preference: string): void {
    this.#due.set(preference, 'all');
  }

  /** Works on what is due to a preference; where that fails, or has to be tried again, it stays due. */
  async during(preference: string, work: (due: Due) => Promise<RunResult>): Promise<RunResult> {
    const due = this.#take(preference);
    let isDone = false;
    try {
      const result = await work(due);
      isDone = result === 'done';
      return result;
    } finally {
      if (!isDone) this.#putBack(preference, due);
    }
  }

  /** All that is due, which is not any more. */
  takeAll(): readonly (readonly [preference: string, due: Due])[] {
    const all = [...this.#due];
    this.#due.clear();
    return all;
  }

  #take(preference: string): Due {
    const due = this.#due.get(preference) ?? new Set();
    this.#due.delete(preference);
    return due;
  }

  #putBack(preference: string, due: Due): void {
    if (due === 'all') return this.addAll(preference);
    for (const object of due) this.add(preference, object);
  }
}
