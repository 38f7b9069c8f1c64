import type { Clock } from '../../base/clock.ts';
import type { KubeObject } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { autoscalerType, scaledBy, scaledKey, type ScaledObject } from '../../plan/schedule/scaled-object.ts';
import type { Log } from '../../runtime/log.ts';
import { isMissingType } from '../sync/failure-outcome.ts';
import type { MemberWatch } from './member-watches.ts';

export interface MemberAutoscalersOptions {
  readonly cluster: string;
  readonly client: KubeClient;
  /** Absent means those of all namespaces. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** An object has come to be scaled, or is no more; undefined where all may have changed. */
  readonly changed: (scaled: ScaledObject | undefined) => void;
}

/** What is kept of a HorizontalPodAutoscaler. */
interface SlimAutoscaler extends KubeObject {
  readonly scales?: ScaledObject;
}

/** What the HorizontalPodAutoscalers of one member scale. */
export class MemberAutoscalers implements MemberWatch {
  readonly #options: MemberAutoscalersOptions;
  readonly #autoscalers: Informer<SlimAutoscaler>;
  /** By what is scaled, by how many: there may be two for a while. */
  readonly #scaled = new Map<string, number>();
  #isMissing = false;
  #isLogged = false;

  constructor(options: MemberAutoscalersOptions) {
    this.#options = options;
    const { client, clock, random, namespace } = options;
    this.#autoscalers = new Informer<SlimAutoscaler>({
      client,
      type: autoscalerType,
      clock,
      random,
      ...(namespace === undefined ? {} : { namespace }),
      transform: slim,
      changed: (_key, current, previous) => this.#changed(current?.scales, previous?.scales),
      synced: () => this.#synced(),
      failed: (error) => this.#failed(error),
    });
    this.#autoscalers.start();
  }

  /** Undefined as long as it is not known; a member that does not serve autoscalers has none. */
  isScaled(object: ScaledObject): boolean | undefined {
    if (this.#autoscalers.isSynced) return this.#scaled.has(scaledKey(object));
    return this.#isMissing ? false : undefined;
  }

  hurry(): void {
    this.#autoscalers.hurry();
  }

  stop(): void {
    this.#autoscalers.stop();
  }

  #changed(current: ScaledObject | undefined, previous: ScaledObject | undefined): void {
    const [now, before] = [current && scaledKey(current), previous && scaledKey(previous)];
    if (now === before) return;
    if (previous) this.#count(previous, -1);
    if (current) this.#count(current, 1);
  }

  #count(object: ScaledObject, change: 1 | -1): void {
    const key = scaledKey(object);
    const count = (this.#scaled.get(key) ?? 0) + change;
    if (count === 0) this.#scaled.delete(key);
    else this.#scaled.set(key, count);
    const isNew = count === (change === 1 ? 1 : 0);
    // All that is there at first is told of at once, when it is whole.
    if (isNew && this.#autoscalers.isSynced) this.#options.changed(object);
  }

  #synced(): void {
    this.#isMissing = false;
    this.#isLogged = false;
    this.#options.changed(undefined);
  }

  #failed(error: unknown): void {
    const { cluster, log } = this.#options;
    if (isMissingType(error) && !this.#autoscalers.isSynced) return this.#missing();
    if (this.#isLogged) return;
    this.#isLogged = true;
    log.warn({ cluster, error }, 'cannot read its HorizontalPodAutoscalers; will be tried again');
  }

  #missing(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#options.changed(undefined);
  }
}

function slim(autoscaler: KubeObject): SlimAutoscaler {
  const { name, namespace = '', resourceVersion = '' } = autoscaler.metadata;
  const scales = scaledBy(autoscaler);
  return { metadata: { name, namespace, resourceVersion }, ...(scales && { scales }) };
}
