import { cloneJson } from '../../base/clone.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { WatchEvent } from '../client.ts';
import type { Selector } from './selector.ts';

/** A change of one object: before is absent when it is new, gone when it is no more; object has the change's version. */
export interface Change {
  readonly version: number;
  readonly object: KubeObject;
  readonly before: KubeObject | undefined;
  readonly gone: boolean;
}

/** One watch under way. Events reach the handler a microtask later, in order, and none after the end. */
export class Watch {
  readonly ended: Promise<void>;
  readonly #isMeant: Selector;
  readonly #handle: (event: WatchEvent) => void;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  #isOver = false;

  constructor(isMeant: Selector, handle: (event: WatchEvent) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#isMeant = isMeant;
    this.#handle = handle;
  }

  /** Tells of a change, as far as it concerns what this watch is for. */
  take({ object, before, gone }: Change): void {
    const is = !gone && this.#isMeant(object);
    const was = before !== undefined && this.#isMeant(before);
    if (is) this.send({ type: was ? 'MODIFIED' : 'ADDED', object });
    else if (was) this.send({ type: 'DELETED', object });
  }

  send({ type, object }: WatchEvent): void {
    queueMicrotask(() => {
      if (this.#isOver) return;
      try {
        this.#handle({ type, object: cloneJson(object) });
      } catch (error) {
        this.fail(error);
      }
    });
  }

  /** Tells how far it has come. */
  sendBookmark(type: ResourceType, resourceVersion: string, annotations?: Record<string, string>): void {
    // A bookmark has no name, whatever the type of ObjectMeta says.
    const metadata = { resourceVersion, ...(annotations ? { annotations } : {}) } as KubeObject['metadata'];
    this.send({ type: 'BOOKMARK', object: { apiVersion: apiVersionOf(type), kind: type.kind, metadata } });
  }

  /** Says that the present state has been told (watch-list). */
  endInitialEvents(type: ResourceType, resourceVersion: string): void {
    this.sendBookmark(type, resourceVersion, { 'k8s.io/initial-events-end': 'true' });
  }

  /** As a server does when the watch's time is over: what was sent before still arrives. */
  end(): void {
    queueMicrotask(() => {
      this.#isOver = true;
      this.#resolve();
    });
  }

  /** At once, as when a connection breaks: what has not arrived yet is lost. */
  fail(reason: unknown): void {
    this.#isOver = true;
    this.#reject(reason);
  }
}
