import type { FederatedClusterStatus, FederatedObject, FederatedStatus } from '../../api/federated-object.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { revisionOf, splitGenerationsOf } from '../../plan/forms/merge-forms.ts';
import { addObservations, type Observation, type ObservedClusters } from '../../plan/status/add-observations.ts';
import { decideEvents } from '../../plan/status/decide-events.ts';
import { decideStatus, isOnlyHealth } from '../../plan/status/decide-status.ts';
import { summariseClusters } from '../../plan/status/summarise-clusters.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import { pendingStatus } from './failure-outcome.ts';
import { clusterStatusOf, type Outcome } from './ledger.ts';
import { aimIn, type ObjectPlan } from './object-plan.ts';
import { StatusRoom } from './status-room.ts';
import type { TypeContext } from './type-context.ts';

/** A rollout changes how an object does many times a second; the host hears of it twice a second at most. */
export const healthPauseMs = 500;
/** After this a status tells who has not answered yet. */
export const statusPatienceMs = 5_000;

type KnownPlan = Exclude<ObjectPlan, { mode: 'stray' }>;

/** Turns the ledger's page of one object into one patch of its status; none when nothing changed. */
export class StatusWriter {
  readonly #context: TypeContext;
  readonly #room: StatusRoom;

  constructor(context: TypeContext) {
    this.#context = context;
    this.#room = new StatusRoom(context);
  }

  async run(key: string): Promise<RunResult> {
    const { objects, ledger, splitForms } = this.#context;
    const federated = objects.store.get(key);
    // Before its clusters are asked there is nothing to tell; they are asked next, and then the status is due.
    if (!federated || !ledger.isAbout(key, revisionOf(federated, splitForms(key)))) return 'done';
    // It may have stood in line since before they were asked.
    const patience = this.#patienceLeft(key);
    if (patience > 0) return { retry: 'after', afterMs: patience };
    const plan = this.#context.plans.plan(key);
    if (plan.mode === 'stray') return 'done';
    const status = this.#decide(key, federated, plan);
    if (!status || !this.#room.hasSpaceFor(federated.status, status)) return this.#room.waitFor(key);
    const pause = isOnlyHealth(federated.status, status) ? this.#pauseLeft(key) : 0;
    if (pause > 0) return { retry: 'after', afterMs: pause };
    return this.#write(key, federated, status, plan.mode !== 'spread');
  }

  #patienceLeft(key: string): number {
    const { ledger, clock } = this.#context;
    return ledger.isSettled(key) ? 0 : (ledger.askedAt(key) ?? 0) + statusPatienceMs - clock.now();
  }

  #pauseLeft(key: string): number {
    const { ledger, clock } = this.#context;
    return ledger.writtenAt(key) + healthPauseMs - clock.now();
  }

  #decide(key: string, federated: FederatedObject, plan: KnownPlan): FederatedStatus | undefined {
    const outcomes = this.#clusterStatuses(key, plan);
    const { clusters, notes: left } = this.#observed(key, federated, plan, outcomes);
    if (plan.mode !== 'spread' && clusters.length === 0) return undefined; // it is about to go
    const { problem, namespaceNotFederated, notes, excluded } = plan.decision;
    return decideStatus({
      generation: federated.metadata.generation ?? 0,
      splitGenerations: splitGenerationsOf(this.#context.splitForms(key)),
      previous: federated.status,
      ...(problem ? { problem } : {}),
      namespaceNotFederated,
      clusters,
      excluded: plan.mode === 'spread' ? excluded : [],
      summary: summariseClusters(wantedIn(plan, clusters), clusters, obstacleIn(plan)),
      notes: [...notes, ...left, ...deletionNotes(plan)],
      now: new Date(this.#context.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  }

  async #write(
    key: string,
    federated: FederatedObject,
    status: FederatedStatus,
    isRemoval: boolean,
  ): Promise<RunResult> {
    const { objects, host, type, ledger, clock } = this.#context;
    try {
      const patch = { status: patchOf(federated.status, status) };
      const options = { subresource: 'status' } as const;
      const written = await host.mergePatch<FederatedObject>(type.federated, refOf(federated), patch, options);
      ledger.noteWritten(key, clock.now());
      objects.observeWrite(written);
      this.#tell(federated, status, isRemoval);
      return this.#room.look(key, written);
    } catch (error) {
      if (isNotFound(error)) return 'done';
      if (error instanceof ApiError && error.isServerFault) this.#complain(federated, error);
      throw error;
    }
  }

  #tell(federated: FederatedObject, { clusters = [] }: FederatedStatus, isRemoval: boolean): void {
    const { type, targetRef, events } = this.#context;
    const target = `${type.target.kind} "${keyOf(targetRef(keyOf(refOf(federated))))}"`;
    const before = federated.status?.clusters ?? [];
    for (const event of decideEvents({ target, clusters, before, isRemoval })) events.record(federated, event);
  }

  /** Such as of an object so large that its status finds no room: then its events are all that tells. */
  #complain(federated: FederatedObject, { serverMessage }: ApiError): void {
    const message = `the status cannot be written: ${serverMessage}`;
    this.#context.events.record(federated, { type: 'Warning', reason: 'UpdateStatusError', message });
  }

  #clusterStatuses(key: string, plan: ObjectPlan): FederatedClusterStatus[] {
    const { ledger, members } = this.#context;
    const statuses: FederatedClusterStatus[] = [];
    for (const name of members().keys()) {
      const outcome = ledger.outcome(key, name);
      if (ledger.isAwaited(key, name)) statuses.push(clusterStatusOf(name, this.#pending(key, name, plan, outcome)));
      else if (outcome) statuses.push(clusterStatusOf(name, outcome));
    }
    return statuses;
  }

  #observed(
    key: string,
    federated: FederatedObject,
    plan: KnownPlan,
    clusters: FederatedClusterStatus[],
  ): ObservedClusters {
    const { problem, chosen } = plan.decision;
    return addObservations(clusters, (name) => {
      if (!problem && !chosen.has(name)) return unseen;
      const { remoteStatus, ...assessment } = this.#observationIn(key, name, federated);
      // What is on its way out is not looked at any more.
      const seen = plan.mode === 'spread' ? assessment : unseen;
      return { ...seen, ...(remoteStatus && chosen.has(name) && { remoteStatus }) };
    });
  }

  /** How the object is in a cluster now; how it was last while the cluster is only just being listened to. */
  #observationIn(key: string, name: string, federated: FederatedObject): Observation {
    const { members, type, targetRef } = this.#context;
    const member = members().get(name);
    if (!member?.isReady) return unseen;
    const cache = member.cache(type.target);
    const { assessment, status } = cache?.store.get(keyOf(targetRef(key))) ?? {};
    if (cache?.isSynced) return { ...assessment, ...(status && { remoteStatus: status }) };
    const before = federated.status?.clusters?.find((cluster) => cluster.name === name);
    return before ? observationOf(before, type.collectsStatus) : unseen;
  }

  #pending(key: string, cluster: string, plan: ObjectPlan, before: Outcome | undefined): Outcome {
    const { members, type, targetRef, ledger } = this.#context;
    const cache = members().get(cluster)?.cache(type.target);
    // After a restart the caches fill first; what the status says holds until they can tell better.
    if (before && cache && !cache.isSynced && cache.lastError === undefined) return before;
    const exists = cache?.store.get(keyOf(targetRef(key))) !== undefined;
    return {
      ...before,
      status: pendingStatus(aimIn(plan, cluster), exists),
      message: ledger.whyAwaited(key, cluster) ?? 'the cluster has not answered yet; it is still being tried',
    };
  }
}

const unseen: Observation = {};

function observationOf(before: FederatedClusterStatus, collectsStatus: boolean): Observation {
  const { health, healthMessage, replicas, fields, remoteStatus } = before;
  return {
    ...(health && { health }),
    ...(healthMessage !== undefined && { healthMessage }),
    ...(replicas && { replicas }),
    ...(fields && { fields }),
    ...(collectsStatus && remoteStatus && { remoteStatus }),
  };
}

/** The clusters that should have it; those that have it, while nobody can say which should. */
function wantedIn({ mode, decision }: KnownPlan, clusters: readonly FederatedClusterStatus[]): ReadonlySet<string> {
  if (mode !== 'spread') return new Set();
  return new Set(decision.problem ? clusters.map(({ name }) => name) : decision.chosen.keys());
}

function obstacleIn({ decision: { problem, namespaceNotFederated } }: KnownPlan): string | undefined {
  return problem?.reason ?? (namespaceNotFederated ? 'NamespaceNotFederated' : undefined);
}

const passing = ['observedPlacementGeneration', 'observedOverrideGeneration', 'excluded'] as const;
const passingSums = { message: null, replicas: null, inReplicas: null };

/** The merge patch that makes a status another: what is not said any more has to be taken away. */
function patchOf(before: FederatedStatus | undefined, { summary, ...now }: FederatedStatus): object {
  const gone = passing.filter((field) => before?.[field] !== undefined && now[field] === undefined);
  return {
    ...Object.fromEntries(gone.map((field) => [field, null])),
    ...now,
    ...(summary && { summary: { ...passingSums, ...summary } }),
  };
}

function deletionNotes(plan: ObjectPlan): string[] {
  return plan.mode === 'remove' && !plan.options.ok ? [plan.options.message] : [];
}
