import { keyOf, refOf, type KubeObject } from '../../api/meta.ts';
import { isLater } from './resource-version.ts';

/** Told of every change: current is undefined when the object went, previous when it is new. */
export type ChangeHandler<T> = (key: string, current: T | undefined, previous: T | undefined) => void;

/**
 * The objects of one type as last seen. It never goes back: what is older than what it holds, or older than what the
 * watch has passed already, is ignored. So our own writes can be put in as soon as they are answered.
 */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #changed: ChangeHandler<T>;
  /** The latest resourceVersion the watch has delivered or promised to have passed. */
  #passed = '0';

  constructor(changed: ChangeHandler<T>) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Where a watch goes on from. */
  get passed(): string {
    return this.#passed;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** An ADDED or MODIFIED of the watch. */
  put(object: T): void {
    this.pass(versionOf(object));
    this.#set(object);
  }

  /** A DELETED of the watch; the object it carries has the version of its deletion. */
  remove(object: T): void {
    const version = versionOf(object);
    this.pass(version);
    const key = keyOf(refOf(object));
    const held = this.#objects.get(key);
    if (held && !isLater(versionOf(held), version)) this.#delete(key, held);
  }

  /** A bookmark: nothing up to version is still to come. */
  pass(version: string): void {
    if (isLater(version, this.#passed)) this.#passed = version;
  }

  /** The answer to a write of ours, before the watch tells of it. */
  observeWrite(object: T): void {
    if (isLater(versionOf(object), this.#passed)) this.#set(object);
  }

  /** A whole list as of version: what it lacks is gone, unless it was written later than the list was taken. */
  replaceAll(objects: ReadonlyMap<string, T>, version: string): void {
    // A server restored from a backup counts from an earlier version again: then nothing held can be newer.
    const restored = isLater(this.#passed, version);
    for (const [key, held] of this.#objects) {
      if (!objects.has(key) && (restored || !isLater(versionOf(held), version))) this.#delete(key, held);
    }
    for (const object of objects.values()) this.#set(object, restored);
    // Last: when a handler throws, what is left of the list must not count as seen.
    this.#passed = version;
  }

  #set(object: T, evenIfOlder = false): void {
    const key = keyOf(refOf(object));
    const held = this.#objects.get(key);
    if (held && versionOf(held) === versionOf(object)) return;
    if (held && !evenIfOlder && !isLater(versionOf(object), versionOf(held))) return;
    this.#objects.set(key, object);
    this.#changed(key, object, held);
  }

  #delete(key: string, held: T): void {
    this.#objects.delete(key);
    this.#changed(key, undefined, held);
  }
}

function versionOf(object: KubeObject): string {
  return object.metadata.resourceVersion ?? '';
}
