import type { JsonObject } from '../../base/json.ts';
import type { FederatedClusterStatus, FederatedObject, FederatedStatus } from '../../api/federated-object.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { revisionOf, splitGenerationsOf } from '../../plan/forms/merge-forms.ts';
import { addRemoteStatuses, type CollectedStatuses } from '../../plan/status/add-remote-statuses.ts';
import { decideEvents } from '../../plan/status/decide-events.ts';
import { decideStatus } from '../../plan/status/decide-status.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import { pendingStatus } from './failure-outcome.ts';
import { clusterStatusOf, type Outcome } from './ledger.ts';
import { aimIn, type ObjectPlan } from './object-plan.ts';
import type { TypeContext } from './type-context.ts';

/** After this a status tells who has not answered yet. */
export const statusPatienceMs = 5_000;

type KnownPlan = Exclude<ObjectPlan, { mode: 'stray' }>;

/** Turns the ledger's page of one object into one patch of its status; none when nothing changed. */
export class StatusWriter {
  readonly #context: TypeContext;

  constructor(context: TypeContext) {
    this.#context = context;
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
    if (status) await this.#write(federated, status, plan.mode !== 'spread');
    return 'done';
  }

  #patienceLeft(key: string): number {
    const { ledger, clock } = this.#context;
    return ledger.isSettled(key) ? 0 : (ledger.askedAt(key) ?? 0) + statusPatienceMs - clock.now();
  }

  #decide(key: string, federated: FederatedObject, plan: KnownPlan): FederatedStatus | undefined {
    const outcomes = this.#clusterStatuses(key, plan);
    const { clusters, notes: left } = this.#withRemoteStatuses(key, federated, plan, outcomes);
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
      notes: [...notes, ...left, ...deletionNotes(plan)],
      now: new Date(this.#context.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  }

  async #write(federated: FederatedObject, status: FederatedStatus, isRemoval: boolean): Promise<void> {
    const { objects, host, type } = this.#context;
    try {
      // What is not said any more has to be taken away.
      const gone = splitNotObserved(federated.status, status);
      const patch = { status: { ...gone, ...status, excluded: status.excluded ?? null } };
      const written = await host.mergePatch<FederatedObject>(type.federated, refOf(federated), patch, {
        subresource: 'status',
      });
      objects.observeWrite(written);
    } catch (error) {
      if (isNotFound(error)) return;
      if (error instanceof ApiError && error.isServerFault) this.#complain(federated, error);
      throw error;
    }
    this.#tell(federated, status, isRemoval);
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

  #withRemoteStatuses(
    key: string,
    federated: FederatedObject,
    plan: KnownPlan,
    clusters: FederatedClusterStatus[],
  ): CollectedStatuses {
    if (!this.#context.type.collectsStatus) return { clusters, notes: [] };
    return addRemoteStatuses(clusters, (name) => {
      if (!plan.decision.chosen.has(name)) return undefined;
      return this.#remoteStatus(key, name, federated);
    });
  }

  /** What the cluster says of the object now; what it said last while it is only just being listened to. */
  #remoteStatus(key: string, name: string, federated: FederatedObject): JsonObject | undefined {
    const { members, type, targetRef } = this.#context;
    const member = members().get(name);
    if (!member?.isReady) return undefined;
    const cache = member.cache(type.target);
    if (cache?.isSynced) return cache.store.get(keyOf(targetRef(key)))?.status;
    return federated.status?.clusters?.find((cluster) => cluster.name === name)?.remoteStatus;
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

/** What a patch has to take out: generations of split objects that are gone. */
function splitNotObserved(before: FederatedStatus | undefined, now: FederatedStatus): Record<string, null> {
  const fields = ['observedPlacementGeneration', 'observedOverrideGeneration'] as const;
  const gone = fields.filter((field) => before?.[field] !== undefined && now[field] === undefined);
  return Object.fromEntries(gone.map((field) => [field, null]));
}

function deletionNotes(plan: ObjectPlan): string[] {
  return plan.mode === 'remove' && !plan.options.ok ? [plan.options.message] : [];
}
