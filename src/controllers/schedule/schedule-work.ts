import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/message-of.ts';
import type { FederatedObject, FederatedSpec } from '../../api/federated-object.ts';
import { parseKey, refOf, type KubeObject } from '../../api/meta.ts';
import {
  parseReplicaSchedulingPreference,
  type ReplicaSchedulingPreference,
} from '../../api/replica-scheduling-preference.ts';
import type { Parsed } from '../../api/kind.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { parseOverrides } from '../../plan/override/parse-overrides.ts';
import { parsePlacement, ruleChooses } from '../../plan/placement/placement-rule.ts';
import { assignReplicas } from '../../plan/schedule/assign-replicas.ts';
import type { ReplicaCount } from '../../plan/schedule/count-replicas.ts';
import type { ReplicaCounts } from '../../plan/schedule/divide-replicas.ts';
import { filterCandidates } from '../../plan/schedule/filter-candidates.ts';
import { assignedReplicas, decideScheduleChange } from '../../plan/schedule/schedule-change.ts';
import type { EventRecorder } from '../../runtime/event-recorder.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { Log } from '../../runtime/log.ts';
import type { Member } from '../../runtime/member.ts';
import type { NamespacePlacements } from '../sync/namespace-placements.ts';
import type { FederatedType } from '../sync/type-context.ts';
import type { TypeSync } from '../sync/type-sync.ts';
import type { Absences } from './absences.ts';
import { readReplicas, type Reading } from './read-replicas.ts';

/** A type whose replicas are divided while it is propagated. */
export interface ScheduledType {
  readonly type: FederatedType;
  readonly sync: TypeSync;
  readonly placements: NamespacePlacements | undefined;
}

export interface ScheduleContext {
  readonly host: KubeClient;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly preference: (key: string) => KubeObject | undefined;
  /** By the kind of the federated type. */
  readonly typeOf: (federatedKind: string) => ScheduledType | undefined;
  readonly members: () => ReadonlyMap<string, Member>;
  readonly absences: Absences;
  /** The key is to come again when a cache has been filled. */
  readonly awaitCaches: (key: string) => void;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
}

/** One preference, and the object it is about. */
interface Task {
  readonly key: string;
  readonly preference: ReplicaSchedulingPreference;
  readonly scheduled: ScheduledType;
  readonly federated: FederatedObject;
}

/** What is known of clusters by the time replicas are divided. */
interface Knowledge {
  readonly counts: ReadonlyMap<string, ReplicaCount>;
  readonly failures: ReadonlyMap<string, unknown>;
  readonly isUndecided: boolean;
}

/** KubeFed's kinds; others are a slip. */
const schedulableKinds: ReadonlySet<string> = new Set(['FederatedDeployment', 'FederatedReplicaSet']);
/** Somebody else wrote the object; the watch brings their version in about this time. */
const conflictMs = 50;
/** When to look again at pods that may yet find room. */
const undecidedMs = 10_000;

/** Divides the replicas of one preference among the clusters, and writes what comes of it into its federated object. */
export class ScheduleWork {
  readonly #context: ScheduleContext;

  constructor(context: ScheduleContext) {
    this.#context = context;
  }

  async run(key: string): Promise<RunResult> {
    const object = this.#context.preference(key);
    if (!object || object.metadata.deletionTimestamp !== undefined) return 'done';
    const parsed = parseReplicaSchedulingPreference(object);
    if (!parsed.ok) return this.#refuse(object, `it cannot be used: ${parsed.reasons.join('; ')}`);
    const task = this.#taskOf(key, parsed.value);
    if (!task) return 'done';
    const overrides = parseOverrides(task.federated.spec?.overrides);
    if (!overrides.ok) return this.#refuse(object, `the overrides of the ${task.federated.kind}: ${overrides.message}`);
    try {
      return await this.#schedule(task);
    } catch (error) {
      if (isNotFound(error)) return 'done';
      if (error instanceof ApiError && error.isConflict) return { retry: 'after', afterMs: conflictMs };
      throw error;
    }
  }

  #taskOf(key: string, preference: ReplicaSchedulingPreference): Task | undefined {
    const { targetKind } = preference.spec;
    if (!schedulableKinds.has(targetKind)) {
      const known = [...schedulableKinds].join(' or ');
      this.#refuse(preference, `spec.targetKind is ${JSON.stringify(targetKind)}, but has to be ${known}`);
      return undefined;
    }
    const scheduled = this.#context.typeOf(targetKind);
    const federated = scheduled?.sync.objects.store.get(key);
    if (!scheduled || !federated || federated.metadata.deletionTimestamp !== undefined) return undefined;
    return { key, preference, scheduled, federated };
  }

  async #schedule(task: Task): Promise<RunResult> {
    const { key, preference, federated } = task;
    const eligible = this.#eligible(task);
    if (!eligible.ok) return this.#refuse(preference, eligible.reasons.join('; '));
    const members = eligible.value.flatMap((name) => this.#context.members().get(name) ?? []);
    const ready = members.filter(({ isReady }) => isReady);
    if (ready.length === 0) return 'done';
    const known = await this.#look(ready.filter(placedBy(federated)), task);
    if (known === 'awaited') {
      this.#context.awaitCaches(key);
      return 'done';
    }
    const assigned = assignedReplicas(federated.spec);
    const [failure] = known.failures;
    if (failure && assigned.size === 0) return this.#waitFor(preference, ...failure);
    const away = this.#missed(assigned, new Set(eligible.value));
    const held = pick(assigned, [...away.keys(), ...known.failures.keys()]);
    const candidates = ready.map(({ name }) => name).filter((name) => !known.failures.has(name));
    if (candidates.length > 0) {
      const { counts } = known;
      const replicas = assignReplicas({ key, preference: preference.spec, candidates, counts, assigned, held });
      await this.#write(task, replicas);
    }
    return this.#whenAgain(task, known, away);
  }

  /** The joined clusters that may have replicas, ready or not. */
  #eligible({ key, preference, federated, scheduled }: Task): Parsed<readonly string[]> {
    const { members, scope } = this.#context;
    const candidates = filterCandidates({
      clusters: [...members().values()].map(({ name, labels }) => ({ name, labels })),
      intersectWithClusterSelector: preference.spec.intersectWithClusterSelector === true,
      placement: federated.spec?.placement,
      namespacePlacement: scheduled.placements?.of(refOf(federated).namespace) ?? { kind: 'not-needed' },
      scope,
    });
    return candidates.ok ? { ok: true, value: scheduled.sync.planMaker.permitted(key, candidates.value) } : candidates;
  }

  async #look(members: readonly Member[], { key, scheduled }: Task): Promise<Knowledge | 'awaited'> {
    const { target } = scheduled.type;
    const readings = new Map<string, Reading>();
    const read = async (member: Member): Promise<void> => {
      readings.set(member.name, await readReplicas(member, target, parseKey(key), this.#context.clock));
    };
    await Promise.all(members.map(read));
    const counts = new Map<string, ReplicaCount>();
    const failures = new Map<string, unknown>();
    let isUndecided = false;
    for (const [name, reading] of readings) {
      if (reading.kind === 'awaited') return 'awaited';
      if (reading.kind === 'failed') failures.set(name, reading.error);
      if (reading.kind !== 'counted') continue;
      counts.set(name, reading.count);
      isUndecided ||= reading.isUndecided;
    }
    return { counts, failures, isUndecided };
  }

  /** Clusters with replicas that were lost so lately that they may be back soon, and for how long that is hoped for. */
  #missed(assigned: ReplicaCounts, eligible: ReadonlySet<string>): ReadonlyMap<string, number> {
    const { members, absences } = this.#context;
    const missed = new Map<string, number>();
    for (const name of assigned.keys()) {
      const member = members().get(name);
      if (member?.isReady === true || (member && !eligible.has(name))) continue;
      const left = absences.patienceLeft(name);
      if (left > 0) missed.set(name, left);
    }
    return missed;
  }

  async #write({ key, federated, scheduled }: Task, replicas: ReplicaCounts): Promise<void> {
    const change = decideScheduleChange(federated.spec, replicas);
    if (!change) return;
    const { host, log } = this.#context;
    const { resourceVersion } = federated.metadata;
    const patch: { metadata: object; spec: FederatedSpec } = { metadata: { resourceVersion }, spec: change };
    const written = await host.mergePatch(scheduled.type.federated, refOf(federated), patch);
    scheduled.sync.objects.observeWrite(written);
    log.info({ type: scheduled.type.name, key, replicas: Object.fromEntries(replicas) }, 'replicas divided anew');
  }

  #whenAgain({ key }: Task, { failures, isUndecided }: Knowledge, away: ReadonlyMap<string, number>): RunResult {
    for (const [cluster, error] of failures) {
      this.#context.log.warn(
        { cluster, key, error },
        'the replicas there cannot be counted; it keeps what it has, and gets no more until they can be',
      );
    }
    if (failures.size > 0) return { retry: 'backoff' };
    const waits = [...away.values(), ...(isUndecided ? [undecidedMs] : [])];
    return waits.length === 0 ? 'done' : { retry: 'after', afterMs: Math.min(...waits) };
  }

  /** Once divided without it, everything would stay where it is when its count is known. */
  #waitFor(preference: KubeObject, cluster: string, error: unknown): RunResult {
    this.#refuse(
      preference,
      `it is not known what ${cluster} has, so that nothing is divided yet: ${messageOf(error)}`,
    );
    return { retry: 'backoff' };
  }

  /** It comes again when something changes that may make it right. */
  #refuse(preference: KubeObject, message: string): 'done' {
    const { events, log } = this.#context;
    const { namespace, name } = refOf(preference);
    log.warn({ namespace, name, why: message }, 'this ReplicaSchedulingPreference cannot be followed');
    events.record(preference, { type: 'Warning', reason: 'SchedulingFailed', message });
    return 'done';
  }
}

/** Where the object is not placed, what is there is on its way out, and nothing to keep. */
function placedBy({ spec }: FederatedObject): (member: Member) => boolean {
  const rule = parsePlacement(spec?.placement);
  return (member) => !rule.ok || ruleChooses(rule.value, member);
}

function pick(counts: ReplicaCounts, names: readonly string[]): ReplicaCounts {
  return new Map(names.flatMap((name) => (counts.has(name) ? [[name, counts.get(name) ?? 0]] : [])));
}
