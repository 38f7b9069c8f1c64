import type { JsonObject } from '../../base/json.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Owners } from './field-ownership.ts';
import type { Change, Watch } from './watch.ts';

/** A type the simulated server has. */
export interface SimulatedType {
  readonly type: ResourceType;
  /** Whether status is a subresource: then other writes leave it alone. */
  readonly hasStatus?: boolean;
  /** Whether metadata.generation counts the changes of what is neither metadata nor status. */
  readonly countsGenerations?: boolean;
  /** What its definition has room for, of a status that is written. */
  readonly pruneStatus?: (status: JsonObject) => JsonObject;
}

export interface Stored {
  readonly object: KubeObject;
  readonly owners: Owners;
}

/** The objects of one type, what became of them, and who watches. */
export class Collection {
  readonly its: SimulatedType;
  readonly watches = new Set<Watch>();
  #objects = new Map<string, Stored>();
  #changes: Change[] = [];

  constructor(its: SimulatedType) {
    this.its = its;
  }

  get(key: string): Stored | undefined {
    return this.#objects.get(key);
  }

  get objects(): ReadonlyMap<string, Stored> {
    return this.#objects;
  }

  /** Stores an object, and tells of it. */
  put(key: string, stored: Stored, version: number): void {
    const before = this.#objects.get(key)?.object;
    this.#objects.set(key, stored);
    this.#tell({ version, object: stored.object, before, gone: false });
  }

  /** Removes an object; last is what it was, with the version of its end. */
  remove(key: string, last: KubeObject, version: number): void {
    const before = this.#objects.get(key)?.object;
    this.#objects.delete(key);
    this.#tell({ version, object: last, before, gone: true });
  }

  /** What happened after version, in order. */
  changesAfter(version: number): readonly Change[] {
    return this.#changes.filter((change) => change.version > version);
  }

  forgetChanges(): void {
    this.#changes = [];
  }

  /** Takes other objects in place of those it has, without a word to anyone. */
  reset(objects: ReadonlyMap<string, Stored>): void {
    this.#objects = new Map(objects);
  }

  #tell(change: Change): void {
    this.#changes.push(change);
    for (const watch of this.watches) watch.take(change);
  }
}
