import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Small records, a JSON file each, that several programs may write at the same time: a record is seen whole or not at
 * all, and of two that create the same one, one is told.
 */
export class RecordDirectory<T> {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Writes a record that must not be there yet; false when it is. */
  create(name: string, record: T): boolean {
    const temporary = this.#writeAside(name, record);
    try {
      linkSync(temporary, this.#path(name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary);
    }
  }

  /** Writes a record in place of the one there may be. */
  put(name: string, record: T): void {
    renameSync(this.#writeAside(name, record), this.#path(name));
  }

  get(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(this.#path(name), 'utf8')) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Every record there is now, sorted by name with numbers in their order (`member-2` before `member-10`). */
  all(): T[] {
    return readdirSync(this.#directory)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .flatMap((name) => this.get(name) ?? []);
  }

  remove(name: string): void {
    rmSync(this.#path(name), { force: true });
  }

  /** Removes a record; of several that take the same one, one is told true. */
  take(name: string): boolean {
    try {
      unlinkSync(this.#path(name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  #writeAside(name: string, record: T): string {
    const temporary = join(this.#directory, `${name}.${process.pid}.tmp`);
    writeFileSync(temporary, JSON.stringify(record), { mode: 0o600 });
    return temporary;
  }

  #path(name: string): string {
    return join(this.#directory, `${name}.json`);
  }
}
