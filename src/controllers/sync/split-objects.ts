import type { OverrideObject, PlacementObject } from '../../api/federated-object.ts';
import type { SplitTypes } from '../../api/federated-type-config.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Clock } from '../../base/clock.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import type { Log } from '../../runtime/log.ts';

export interface SplitObjectsOptions {
  readonly host: KubeClient;
  readonly types: SplitTypes;
  /** Only this namespace is looked at, in a namespaced control plane. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** The Placement and Override objects of one federated type, as far as it has such types. */
export class SplitObjects {
  readonly #options: SplitObjectsOptions;
  readonly #placements: Informer<PlacementObject> | undefined;
  readonly #overrides: Informer<OverrideObject> | undefined;
  readonly #listeners = new Set<(key: string) => void>();
  readonly #ready: Promise<unknown>;

  constructor(options: SplitObjectsOptions) {
    this.#options = options;
    const { placement, override } = options.types;
    const placements = placement && this.#watch<PlacementObject>(placement);
    const overrides = override && this.#watch<OverrideObject>(override);
    this.#placements = placements?.informer;
    this.#overrides = overrides?.informer;
    this.#ready = Promise.all([placements?.ready, overrides?.ready]);
  }

  start(): void {
    this.#placements?.start();
    this.#overrides?.start();
  }

  /** Resolves once all there are are known, and not before the host serves their types: until then nothing may be decided. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Those of a federated object. */
  of(key: string): SplitForms {
    const placement = this.#placements?.store.get(key);
    const override = this.#overrides?.store.get(key);
    return { ...(placement && { placement }), ...(override && { override }) };
  }

  /** Tells listener the key of each federated object that one of them changed for; the result ends that. */
  subscribe(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#placements?.stop();
    this.#overrides?.stop();
  }

  #watch<T extends KubeObject>(type: ResourceType): { readonly informer: Informer<T>; readonly ready: Promise<void> } {
    const { host, namespace, clock, random } = this.#options;
    const ready = Promise.withResolvers<void>();
    const informer = new Informer<T>({
      client: host,
      type,
      clock,
      random,
      ...(namespace === undefined ? {} : { namespace }),
      transform: (object) => specOnly<T>(object),
      changed: (key, current, previous) => this.#changed(key, current, previous),
      synced: () => ready.resolve(),
      failed: (error) => this.#failed(type, informer.isSynced, error),
    });
    return { informer, ready: ready.promise };
  }

  #failed({ kind }: ResourceType, isSynced: boolean, error: unknown): void {
    const meanwhile = isSynced ? 'going on with those known' : 'nothing of their type is propagated until they can be';
    this.#options.log.warn({ kind, error }, `cannot read these objects on the host; ${meanwhile}`);
  }

  #changed(key: string, current: KubeObject | undefined, previous: KubeObject | undefined): void {
    if (current && previous && isSame(current, previous)) return;
    for (const listener of this.#listeners) listener(key);
  }
}

/** Of most changes of metadata nothing follows. */
function isSame({ metadata: now }: KubeObject, { metadata: before }: KubeObject): boolean {
  return now.uid === before.uid && now.generation === before.generation;
}

function specOnly<T extends KubeObject>(object: KubeObject): T {
  const { name, namespace = '', uid = '', resourceVersion = '', generation = 0 } = object.metadata;
  const { spec } = object as { readonly spec?: unknown };
  return { metadata: { name, namespace, uid, resourceVersion, generation }, spec } as unknown as T;
}
