import type { Clock } from '../../base/clock.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import type { ScaledObject } from '../../plan/schedule/scaled-object.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Log } from '../../runtime/log.ts';
import { MemberAutoscalers } from './member-autoscalers.ts';
import { MemberWatches } from './member-watches.ts';

export interface AutoscalersOptions {
  readonly registry: ClusterRegistry;
  /** Only those of this namespace are looked at, in a control plane of one. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Told of an object that an autoscaler has come to scale, or scales no more; undefined where it may be any of the cluster. */
export type AutoscalerListener = (cluster: string, scaled: ScaledObject | undefined) => void;

/** Which workloads of members autoscalers there have the say over, watched as long as somebody wants to know. */
export class Autoscalers {
  readonly #members: MemberWatches<MemberAutoscalers>;
  readonly #listeners = new Set<AutoscalerListener>();

  constructor({ registry, ...rest }: AutoscalersOptions) {
    this.#members = new MemberWatches(registry, (cluster, client) => {
      const changed = (scaled: ScaledObject | undefined) => this.#changed(cluster, scaled);
      return new MemberAutoscalers({ ...rest, cluster, client, changed });
    });
  }

  /** Whether somebody wants to know, from now on. */
  want(isWanted: boolean): void {
    this.#members.want(isWanted);
  }

  /** Whether an autoscaler of the cluster scales an object; undefined as long as that is not known. */
  isAutoscaled(cluster: string, target: Pick<ResourceType, 'group' | 'kind'>, ref: ObjectRef): boolean | undefined {
    return this.#members.of(cluster)?.isScaled({ group: target.group, kind: target.kind, ...ref });
  }

  /** Tells listener of every change from now on; the result ends that. */
  subscribe(listener: AutoscalerListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#listeners.clear();
    this.want(false);
  }

  #changed(cluster: string, scaled: ScaledObject | undefined): void {
    for (const listener of this.#listeners) listener(cluster, scaled);
  }
}
