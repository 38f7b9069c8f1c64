import type { RunResult } from '../../runtime/keyed-queue.ts';

/** Which of its objects a preference has to decide about anew; those it never decided about come on top. */
export interface Due {
  /** All, those that did not get what was asked for, or none but those named. */
  readonly of: 'all' | 'wanting' | 'none';
  /** Of objects. */
  readonly keys: ReadonlySet<string>;
}

const strength = { all: 2, wanting: 1, none: 0 } as const;
const nothing: Due = { of: 'none', keys: new Set() };

/** What is due, by preference. */
export class DueObjects {
  readonly #due = new Map<string, Due>();

  add(preference: string, object: string): void {
    this.#put(preference, { of: 'none', keys: new Set([object]) });
  }

  addAll(preference: string): void {
    this.#put(preference, { of: 'all', keys: new Set() });
  }

  /** Those that did not get what was asked for, by the time they are worked on. */
  addWanting(preference: string): void {
    this.#put(preference, { of: 'wanting', keys: new Set() });
  }

  /** Works on what is due to a preference; where that fails, or has to be tried again, it stays due. */
  async during(preference: string, work: (due: Due) => Promise<RunResult>): Promise<RunResult> {
    const due = this.#due.get(preference) ?? nothing;
    this.#due.delete(preference);
    let isDone = false;
    try {
      const result = await work(due);
      isDone = result === 'done';
      return result;
    } finally {
      if (!isDone) this.#put(preference, due);
    }
  }

  /** All that is due, which is not any more. */
  takeAll(): readonly (readonly [preference: string, due: Due])[] {
    const all = [...this.#due];
    this.#due.clear();
    return all;
  }

  #put(preference: string, more: Due): void {
    const { of, keys } = this.#due.get(preference) ?? nothing;
    const stronger = strength[more.of] > strength[of] ? more.of : of;
    this.#due.set(preference, { of: stronger, keys: new Set([...keys, ...more.keys]) });
  }
}
