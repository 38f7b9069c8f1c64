import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { syncFinalizer } from '../../api/names.ts';
import type { ObjectEvent } from '../../api/object-event.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { revisionOf } from '../../plan/forms/merge-forms.ts';
import type { Decision } from '../../plan/propagate/decide.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { Member } from '../../runtime/member.ts';
import type { ObjectPlan } from './object-plan.ts';
import type { TypeContext } from './type-context.ts';

/** Somebody else wrote the object; the watch brings their version in about this time. */
const conflictMs = 50;

/** What happens to one federated object on the host: its finalizer comes first and goes last, between them the lanes work. */
export class HostWork {
  readonly #context: TypeContext;

  constructor(context: TypeContext) {
    this.#context = context;
  }

  async run(key: string): Promise<RunResult> {
    const federated = this.#context.objects.store.get(key);
    if (!federated) return this.#releaseStrays(key);
    const { ledger, events } = this.#context;
    ledger.restore(key, federated);
    try {
      if (federated.metadata.deletionTimestamp !== undefined) return await this.#finish(key, federated);
      await this.#ensureFinalizer(federated);
      return this.#spread(key, federated);
    } catch (error) {
      if (isNotFound(error)) return 'done';
      if (error instanceof ApiError && error.isConflict) return { retry: 'after', afterMs: conflictMs };
      if (error instanceof ApiError) events.record(federated, finalizerEvent(federated, error));
      throw error;
    }
  }

  async #ensureFinalizer(federated: FederatedObject): Promise<void> {
    const finalizers = federated.metadata.finalizers ?? [];
    if (finalizers.includes(syncFinalizer)) return;
    await this.#writeFinalizers(federated, [...finalizers, syncFinalizer]);
  }

  async #writeFinalizers(federated: FederatedObject, finalizers: readonly string[]): Promise<void> {
    const { host, objects, type } = this.#context;
    const { resourceVersion } = federated.metadata;
    const patch = { metadata: { finalizers, resourceVersion } };
    objects.observeWrite(await host.mergePatch<FederatedObject>(type.federated, refOf(federated), patch));
  }

  #spread(key: string, federated: FederatedObject): RunResult {
    const { plans, ledger, statusDue, clock } = this.#context;
    const plan = plans.plan(key);
    if (plan.mode !== 'spread') return 'done';
    this.#warn(federated, plan.decision);
    ledger.begin(key, revisionOf(federated, this.#context.splitForms(key)), clock.now());
    if (plan.decision.problem) ledger.stopWaiting(key);
    else for (const member of this.#context.members().values()) this.#send(key, member, plan);
    statusDue(key);
    return 'done';
  }

  /** What the status tells has been warned of; a restart is no reason to say it again. */
  #warn(federated: FederatedObject, { warnings, problem }: Decision): void {
    const { events } = this.#context;
    const { status, metadata } = federated;
    // Its cause may lie in the FederatedNamespace, with the object as it was.
    const told = status?.conditions?.[0]?.message ?? '';
    if (problem && !told.startsWith(problem.message)) events.record(federated, { type: 'Warning', ...problem });
    if (status?.observedGeneration === metadata.generation) return;
    for (const warning of warnings) events.record(federated, { type: 'Warning', ...warning });
  }

  /** The object is to go: it stays until no cluster has it any more that the plan can reach. */
  async #finish(key: string, federated: FederatedObject): Promise<RunResult> {
    const { plans, events, ledger, statusDue, clock } = this.#context;
    const finalizers = federated.metadata.finalizers ?? [];
    if (!finalizers.includes(syncFinalizer)) return 'done';
    const plan = plans.plan(key);
    if (plan.mode !== 'remove' && plan.mode !== 'release') return 'done';
    ledger.begin(key, revisionOf(federated, this.#context.splitForms(key)), clock.now());
    if (plan.mode === 'remove' && !plan.options.ok) {
      events.record(federated, { type: 'Warning', reason: 'InvalidDeleteOptions', message: plan.options.message });
      ledger.stopWaiting(key);
      statusDue(key);
      return 'done';
    }
    let left = 0;
    for (const member of this.#context.members().values()) {
      if (this.#isDone(key, member, plan)) continue;
      left += 1;
      this.#send(key, member, plan);
    }
    if (left > 0) {
      statusDue(key);
      return 'done';
    }
    await this.#writeFinalizers(
      federated,
      finalizers.filter((finalizer) => finalizer !== syncFinalizer),
    );
    ledger.forget(key);
    return 'done';
  }

  #isDone(key: string, member: Member, plan: ObjectPlan): boolean {
    if (this.#context.ledger.isCleared(key, member.name)) return true;
    if (!member.isReady && plan.mode === 'release') return true;
    return !this.#concerns(key, member, plan);
  }

  /** Whether a cluster has, may have or should have the object. */
  #concerns(key: string, member: Member, plan: ObjectPlan): boolean {
    const { type, targetRef, ledger } = this.#context;
    if (plan.mode !== 'stray' && plan.decision.chosen.has(member.name)) return true;
    // It was asked under another plan, and what it is about to answer may be that it has the object now.
    if (ledger.isAwaited(key, member.name)) return true;
    if (member.cache(type.target)?.store.get(keyOf(targetRef(key))) !== undefined)
      return member.isReady || plan.mode === 'spread';
    return plan.mode === 'spread' && ledger.outcome(key, member.name) !== undefined;
  }

  #send(key: string, member: Member, plan: ObjectPlan): void {
    if (!this.#concerns(key, member, plan)) return;
    this.#context.ledger.await(key, member.name);
    member.lane.add(this.#context.type.name, key);
  }

  /** Nothing on the host stands behind these objects any more: they stay where they are, but are nobody's. */
  #releaseStrays(key: string): RunResult {
    const { plans, ledger, type, targetRef } = this.#context;
    plans.discard(key);
    ledger.forget(key);
    for (const member of this.#context.members().values()) {
      if (member.isReady && member.cache(type.target)?.store.get(keyOf(targetRef(key))))
        member.lane.add(type.name, key);
    }
    return 'done';
  }
}

/** Without its finalizer an object is not propagated, and with it it does not go: people should know what is in the way. */
function finalizerEvent({ metadata }: FederatedObject, { serverMessage: message }: ApiError): ObjectEvent {
  const reason = metadata.deletionTimestamp === undefined ? 'EnsureFinalizerError' : 'RemoveFinalizerError';
  return { type: 'Warning', reason, message };
}
