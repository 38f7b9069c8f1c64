import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey } from '../../api/meta.ts';
import { demandOf } from '../../plan/capacity/demand-of.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import type { CompiledPreference } from '../../plan/schedule/compile-preference.ts';
import { composeInput } from '../../plan/schedule/compose-input.ts';
import type { ClusterFacts, FreeNodes, WorkloadFacts } from '../../plan/schedule/facts.ts';
import { needsCapacity } from '../../plan/schedule/needs-capacity.ts';
import type { ScheduleDecision } from '../../plan/schedule/schedule-decision.ts';
import type { ScheduleInput } from '../../plan/schedule/schedule-input.ts';
import type { Member } from '../../runtime/member.ts';
import type { Autoscalers } from './autoscalers.ts';
import type { ClusterBook } from './cluster-book.ts';
import type { ClusterCapacities } from './cluster-capacities.ts';
import { readWorkload } from './read-workload.ts';
import type { ScheduledType } from './schedule-work.ts';

/** One object, and the preference that decides about it. */
export interface ScheduleTask {
  /** Of the federated object. */
  readonly key: string;
  readonly federated: FederatedObject;
  readonly scheduled: ScheduledType;
  readonly compiled: CompiledPreference;
  readonly previous: ScheduleDecision | undefined;
}

/** What could be found out for a decision. */
export type Gathered =
  /** Placement or policies make no sense: what is decided stays. */
  | { readonly kind: 'undecidable' }
  /** A cache is being filled, and says when it is whole. */
  | { readonly kind: 'awaited' }
  /** Nothing was decided before, and what a cluster has cannot be read: decided without it, it would all be moved. */
  | { readonly kind: 'failed'; readonly cluster: string; readonly error: unknown }
  | {
      readonly kind: 'known';
      readonly input: ScheduleInput;
      /** When pods may have found room that are looking for it, in milliseconds. */
      readonly lookAgainAt?: number;
      /** Clusters that could not be read, and keep what they have. */
      readonly failures: ReadonlyMap<string, unknown>;
    };

export interface FactSources {
  readonly members: () => ReadonlyMap<string, Member>;
  readonly clusters: ClusterBook;
  readonly capacities: ClusterCapacities;
  readonly autoscalers: Autoscalers;
  readonly clock: Clock;
}

interface Reading {
  readonly workloads: Map<string, WorkloadFacts>;
  readonly failures: Map<string, unknown>;
  lookAgainAt: number;
  isAwaited: boolean;
}

const autoscalersUnknown = new Error('it is not known yet whether an autoscaler has the say');

function wasAutoscaled(previous: ScheduleDecision | undefined, cluster: string): boolean {
  return previous?.taken.some((taken) => taken.cluster === cluster && taken.reason === 'Autoscaled') ?? false;
}

/** Finds out all that a decision about one object depends on. */
export class ScheduleFacts {
  readonly #sources: FactSources;
  /** What ran of objects, by key, when it was found out what is free: the rest of what runs now was put there since. */
  readonly #ranThen = new WeakMap<FreeNodes, Map<string, number>>();

  constructor(sources: FactSources) {
    this.#sources = sources;
  }

  async gather(task: ScheduleTask): Promise<Gathered> {
    const { key, federated, scheduled, compiled, previous } = task;
    const { clusters, capacities, clock } = this.#sources;
    const choice = scheduled.sync.planMaker.choiceFor(key);
    if (!choice) return { kind: 'undecidable' };
    const { rule } = compiled;
    const demand = demandOf(federated.spec?.template ?? {}, scheduled.type.replicasPath);
    const total = compiled.total ?? demand.replicas;
    const reading = await this.#read(task, total);
    if (reading.isAwaited) return { kind: 'awaited' };
    const [failure] = reading.failures;
    if (failure && !previous) return { kind: 'failed', cluster: failure[0], error: failure[1] };
    const free = (name: string) => (needsCapacity(rule) ? capacities.of(name, demand.nodes) : undefined);
    const facts = clusters.facts(choice.allowed, free);
    const workloads = this.#asOfThen(key, facts, reading.workloads);
    const now = clock.now();
    const input = composeInput({ key, compiled, choice, demand, clusters: facts, workloads, previous, now });
    const { failures, lookAgainAt } = reading;
    return { kind: 'known', input, failures, ...(lookAgainAt < Infinity && { lookAgainAt }) };
  }

  /** Notes what clusters had of an object that have just been given some of it, while it is the same that is free. */
  noteGiven({ key, clusters, workloads }: ScheduleInput, { taken }: ScheduleDecision): void {
    const given = new Set(taken.map(({ cluster }) => cluster));
    for (const { name, free } of clusters) {
      if (free && given.has(name)) this.#runningThen(key, free, workloads.get(name)?.running ?? 0);
    }
  }

  /** What is free and what runs add up to what there is room for, if they are of the same time. */
  #asOfThen(
    key: string,
    clusters: readonly ClusterFacts[],
    workloads: ReadonlyMap<string, WorkloadFacts>,
  ): ReadonlyMap<string, WorkloadFacts> {
    const result = new Map(workloads);
    for (const { name, free } of clusters) {
      const now = workloads.get(name);
      if (free && now) result.set(name, { ...now, running: this.#runningThen(key, free, now.running) });
    }
    return result;
  }

  /** What ran of an object when it was found out what is free; now, where nobody has asked since. */
  #runningThen(key: string, free: FreeNodes, now: number): number {
    const ran = this.#ranThen.get(free) ?? new Map<string, number>();
    this.#ranThen.set(free, ran);
    const running = ran.get(key) ?? now;
    ran.set(key, running);
    return running;
  }

  /** What clusters have of the object that have it, or are to have it. */
  async #read(task: ScheduleTask, total: number): Promise<Reading> {
    const { key, scheduled, previous } = task;
    const present = scheduled.sync.planMaker.presentIn(key);
    const names = new Set([...present, ...(previous?.taken ?? []).map(({ cluster }) => cluster)]);
    const reading: Reading = { workloads: new Map(), failures: new Map(), lookAgainAt: Infinity, isAwaited: false };
    await Promise.all(
      Array.from(names, async (name) => {
        const member = this.#sources.members().get(name);
        if (!member) return;
        if (!member.isReady) this.#assume(name, task, present, total, reading);
        else await this.#readFrom(member, task, reading);
      }),
    );
    return reading;
  }

  /** What nobody can be asked about is as it was: where nothing was decided, as the template has it. */
  #assume(
    name: string,
    { previous }: ScheduleTask,
    present: ReadonlySet<string>,
    total: number,
    reading: Reading,
  ): void {
    if (previous || !present.has(name)) return;
    reading.workloads.set(name, { asked: total, running: total, unschedulable: 0 });
  }

  async #readFrom(
    member: Member,
    { key, scheduled, compiled, previous }: ScheduleTask,
    reading: Reading,
  ): Promise<void> {
    const { autoscalers, clock } = this.#sources;
    const { target, replicasPath, isNamespaceType } = scheduled.type;
    const ref = targetRefOf(parseKey(key), isNamespaceType);
    if (!compiled.rule.divide || replicasPath === undefined) {
      const isThere = member.cache(target)?.store.get(keyOf(ref)) !== undefined;
      if (isThere) reading.workloads.set(member.name, { asked: 0, running: 0, unschedulable: 0 });
      return;
    }
    const { moveAfterMs } = compiled;
    const known = autoscalers.isAutoscaled(member.name, target, ref);
    if (known === undefined && !previous) return void reading.failures.set(member.name, autoscalersUnknown);
    const isAutoscaled = known ?? wasAutoscaled(previous, member.name);
    const found = await readWorkload(member, target, ref, { replicasPath, moveAfterMs, isAutoscaled }, clock);
    if (found.kind === 'awaited') reading.isAwaited = true;
    else if (found.kind === 'failed') reading.failures.set(member.name, found.error);
    else if (found.kind === 'read') {
      reading.workloads.set(member.name, found.facts);
      if (found.lookAgainAt !== undefined) reading.lookAgainAt = Math.min(reading.lookAgainAt, found.lookAgainAt);
    }
  }
}
