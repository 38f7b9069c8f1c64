import { deepEqual } from '../../base/deep-equal.ts';
import { messageOf } from '../../base/message-of.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, parseKey, refOf } from '../../api/meta.ts';
import {
  schedulingPreferenceType,
  type RecordedDecision,
  type SchedulingPreferenceStatus,
} from '../../api/scheduling-preference.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { CompiledPreference, Preference } from '../../plan/schedule/compile-preference.ts';
import { decideSchedule } from '../../plan/schedule/decide-schedule.ts';
import { preferenceProblem } from '../../plan/schedule/preference-problem.ts';
import { preferenceStatus, type PreferenceReport } from '../../plan/schedule/preference-status.ts';
import { recallDecision, recordDecision } from '../../plan/schedule/record-decision.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Due } from './due-objects.ts';
import type { Rechecks } from './rechecks.ts';
import type { Gathered, ScheduleFacts } from './schedule-facts.ts';
import type { ScheduledType } from './schedule-work.ts';
import type { SchedulingPreferences } from './scheduling-preferences.ts';

export interface PlacementContext {
  readonly host: KubeClient;
  readonly preferences: SchedulingPreferences;
  /** By the kind of the federated type. */
  readonly typeOf: (federatedKind: string) => ScheduledType | undefined;
  /** Whether all types are known that are federated. */
  readonly typesAreKnown: () => boolean;
  readonly facts: ScheduleFacts;
  /** Objects that are to be looked at again, by key. */
  readonly rechecks: Rechecks;
  /** The preference is to come again, and look at this object, when a cache has been filled. */
  readonly awaitCaches: (preference: string, object: string) => void;
  readonly log: Log;
}

/** A preference that can be followed, and the type it is about. */
interface Assignment {
  readonly preference: Preference;
  readonly compiled: CompiledPreference;
  readonly scheduled: ScheduledType;
}

/** The objects of a preference, as one run finds them. */
interface Selected {
  /** Those it decides about, by key. */
  readonly own: ReadonlyMap<string, FederatedObject>;
  readonly overruled: PreferenceReport['overruled'];
}

/** What became of deciding about one object. */
interface Outcome {
  readonly decision: RecordedDecision | undefined;
  readonly isToBeRetried: boolean;
}

/** How soon it is asked again whether all types are known. */
const typesPatienceMs = 1_000;
/** How many objects of one preference are worked on at once: members are asked about each. */
const concurrency = 16;

/** Decides about the objects of one preference, and writes that into its status. */
export class PlacementWork {
  readonly #context: PlacementContext;

  constructor(context: PlacementContext) {
    this.#context = context;
  }

  /** Resolves when what changed is decided and written, or waits for something. */
  async run(key: string, due: Due): Promise<RunResult> {
    const preference = this.#context.preferences.get(key);
    if (!preference) return 'done';
    const { compiled, fault } = preference;
    if (!compiled) return this.#refuse(preference, fault ?? '');
    const scheduled = this.#context.typeOf(compiled.kind);
    if (!scheduled && !this.#context.typesAreKnown()) return { retry: 'after', afterMs: typesPatienceMs };
    if (scheduled && !scheduled.sync.objects.isSynced) return 'done';
    const problem = preferenceProblem(compiled, scheduled?.type);
    if (!scheduled || problem !== undefined) return this.#refuse(preference, problem ?? '');
    const { own, overruled } = this.#select(preference, scheduled);
    const outcomes = await this.#decideAll({ preference, compiled, scheduled }, own, due);
    const decisions = outcomes.flatMap(({ decision }) => decision ?? []);
    await this.#write(preference, { generation: preference.generation, decisions, overruled });
    return outcomes.some(({ isToBeRetried }) => isToBeRetried) ? { retry: 'backoff' } : 'done';
  }

  #select(preference: Preference, { sync }: ScheduledType): Selected {
    const own = new Map<string, FederatedObject>();
    const overruled: { name: string; by: string }[] = [];
    for (const federated of this.#candidates(preference, sync.objects.store)) {
      if (federated.metadata.deletionTimestamp !== undefined) continue;
      const object = sync.planMaker.describe(federated);
      if (!preference.selects(object)) continue;
      const inForce = this.#context.preferences.of(object);
      const { name } = object;
      if (inForce === undefined || inForce.key === preference.key) own.set(keyOf(refOf(federated)), federated);
      else overruled.push({ name, by: parseKey(inForce.key).name });
    }
    return { own, overruled };
  }

  #candidates(
    { namespace, objectName }: Preference,
    store: ScheduledType['sync']['objects']['store'],
  ): Iterable<FederatedObject> {
    if (objectName === undefined) return store.values();
    const named = store.get(keyOf({ namespace, name: objectName }));
    return named ? [named] : [];
  }

  async #decideAll(
    assignment: Assignment,
    objects: ReadonlyMap<string, FederatedObject>,
    due: Due,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const waiting = objects.entries();
    const work = async (): Promise<void> => {
      for (const [key, federated] of waiting) {
        const recorded = assignment.preference.decisions.get(federated.metadata.name);
        outcomes.push(
          isDue(key, recorded, due)
            ? await this.#decide(assignment, key, federated, recorded)
            : { decision: recorded, isToBeRetried: false },
        );
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return outcomes;
  }

  async #decide(
    { preference, compiled, scheduled }: Assignment,
    key: string,
    federated: FederatedObject,
    recorded: RecordedDecision | undefined,
  ): Promise<Outcome> {
    const { facts, rechecks, awaitCaches } = this.#context;
    const previous = recorded && recallDecision(recorded);
    const gathered = await facts.gather({ key, federated, scheduled, compiled, previous });
    if (gathered.kind === 'awaited') awaitCaches(preference.key, key);
    if (gathered.kind !== 'known') return { decision: recorded, isToBeRetried: this.#complain(key, gathered) };
    const decision = decideSchedule(gathered.input);
    facts.noteGiven(gathered.input, decision);
    rechecks.set({ kind: compiled.kind, key }, earliest(decision.recheckAt, gathered.lookAgainAt));
    const among = gathered.input.clusters.map(({ name }) => name);
    const next = recordDecision(federated.metadata.name, decision, among);
    return { decision: next, isToBeRetried: this.#complain(key, gathered) };
  }

  /** Tells of clusters that cannot be read; whether there are any. */
  #complain(key: string, gathered: Gathered): boolean {
    const { log } = this.#context;
    if (gathered.kind === 'failed') {
      const { cluster, error } = gathered;
      log.warn({ cluster, key, error }, 'it is not known what it has there, so that nothing is decided yet');
      return true;
    }
    if (gathered.kind !== 'known') return false;
    for (const [cluster, error] of gathered.failures) {
      log.warn({ cluster, key, error }, 'what it has there cannot be read; it is taken to have what it was given');
    }
    return gathered.failures.size > 0;
  }

  /** What was decided before stays. */
  async #refuse(preference: Preference, problem: string): Promise<RunResult> {
    const decisions = [...preference.decisions.values()];
    await this.#write(preference, { generation: preference.generation, problem, decisions, overruled: [] });
    return 'done';
  }

  async #write({ key, title }: Preference, report: PreferenceReport): Promise<void> {
    const { preferences, host, log } = this.#context;
    const before = (preferences.object(key) as { readonly status?: SchedulingPreferenceStatus } | undefined)?.status;
    const status = preferenceStatus(report, before);
    if (deepEqual(before, status)) return;
    try {
      const gone = { problem: null, overruled: null };
      const patch = { status: { ...gone, ...status } };
      const written = await host.mergePatch(schedulingPreferenceType, parseKey(key), patch, { subresource: 'status' });
      preferences.observeWrite(written);
      log.info({ preference: title, decided: status.problem ?? status.summary }, 'scheduled');
    } catch (error) {
      if (isNotFound(error)) return;
      log.warn({ preference: title, why: messageOf(error) }, 'what was decided cannot be written');
      throw error;
    }
  }
}

function isDue(key: string, recorded: RecordedDecision | undefined, { of, keys }: Due): boolean {
  if (recorded === undefined || of === 'all' || keys.has(key)) return true;
  return of === 'wanting' && isWanting(recorded);
}

/** Whether it did not get what was asked for, or nobody knew what it could get. */
function isWanting({ outcome, unplaced, taken, left }: RecordedDecision): boolean {
  return (
    outcome === 'Unschedulable' ||
    unplaced > 0 ||
    [...taken, ...left].some(({ reason }) => reason === 'CapacityUnknown')
  );
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  const time = Math.min(one ?? Infinity, other ?? Infinity);
  return time === Infinity ? undefined : time;
}
