import { messageOf } from '../../base/message-of.ts';
import { keyOf, type KubeObject } from '../../api/meta.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { ApiError } from '../../kube/errors.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { Member, SlimObject } from '../../runtime/member.ts';
import type { Aim } from './aim.ts';
import { isMissingType, missingTypeMessage, outcomeOfFailure, pauseAfter } from './failure-outcome.ts';
import type { Outcome } from './ledger.ts';
import { MemberOperation, type OperationResult } from './member-operation.ts';
import { aimIn, type ObjectPlan } from './object-plan.ts';
import type { TypeContext } from './type-context.ts';

const backoff: RunResult = { retry: 'backoff' };

/** Obstacles that only somebody in the member can clear away, where nothing tells us that they did. */
const unwatched: ReadonlySet<Outcome['status']> = new Set(['AlreadyExists', 'ManagedLabelFalse']);

/** What a lane does with one object of the type: brings its cluster nearer to the plan, and notes the outcome. */
export class ClusterWork {
  readonly #context: TypeContext;

  constructor(context: TypeContext) {
    this.#context = context;
  }

  async run(member: Member, key: string): Promise<RunResult> {
    const { plans, type, ledger, objects } = this.#context;
    const federated = objects.store.get(key);
    if (federated) ledger.restore(key, federated);
    const plan = plans.plan(key);
    const aim = aimIn(plan, member.name);
    if (aim.kind === 'unknown' || this.#isOver(member, key, plan)) return 'done';
    if (aim.kind === 'barred') return this.#noteBarred(member, key);
    if (aim.kind === 'problem') return this.#note(member, key, plan, aim, aim.problem);
    if (!member.isReady) return this.#noteNotReady(member, key, plan, aim);
    const cache = member.cache(type.target);
    if (!cache?.isSynced) return this.#noteNoCache(member, key, plan, aim, cache);
    try {
      const result = await this.#operate(member, key, aim, cache);
      return this.#note(member, key, plan, aim, result);
    } catch (error) {
      return this.#noteFailure(member, key, plan, aim, error);
    }
  }

  /** The watch telling of a removal that the server's answer told of before. */
  #isOver(member: Member, key: string, plan: ObjectPlan): boolean {
    const { ledger, type, targetRef } = this.#context;
    if (plan.mode === 'spread' || !ledger.isCleared(key, member.name)) return false;
    return member.cache(type.target)?.store.get(keyOf(targetRef(key))) === undefined;
  }

  #operate(
    member: Member,
    key: string,
    aim: Exclude<Aim, { kind: 'unknown' | 'problem' | 'barred' }>,
    cache: Informer<SlimObject>,
  ): Promise<OperationResult> {
    const { ledger, type, targetRef, adopt, hostNamespaceUid } = this.#context;
    const { client } = member;
    if (!client) throw new Error(`${member.name} is ready but has no client`);
    const ref = targetRef(key);
    const operation = new MemberOperation({
      cluster: member.name,
      client,
      cache,
      target: type.target,
      ref,
      recorded: ledger.outcome(key, member.name)?.version,
      wasPropagated: this.#wasPropagated(key),
      adopt: adopt(),
      mustStay: (live: KubeObject) => type.isNamespaceType && hostNamespaceUid(ref.name) === live.metadata.uid,
      written: (version) => ledger.recordVersion(key, member.name, version),
    });
    switch (aim.kind) {
      case 'present':
        return operation.bePresent(aim.intent);
      case 'absent':
        return operation.beAbsent(aim.verify, aim.options);
      case 'released':
        return operation.beReleased();
    }
  }

  #wasPropagated(key: string): boolean {
    const { metadata, status } = this.#context.objects.store.get(key) ?? {};
    return status !== undefined && status.observedGeneration === metadata?.generation;
  }

  #note(member: Member, key: string, plan: ObjectPlan, aim: Aim, result: OperationResult): RunResult {
    const { ledger, plans, members, statusDue, appeared, targetRef } = this.#context;
    // The plan or the way to the cluster changed meanwhile: the key comes again, and this answer settles nothing.
    if (plans.isOutdated(plan) || members().get(member.name) !== member) return 'done';
    if (plan.mode === 'stray') return 'done';
    if (result === 'removed') return this.#noteRemoved(member, key, plan);
    const isNew = ledger.outcome(key, member.name)?.status !== undefined && result.status === undefined;
    ledger.record(key, member.name, result);
    statusDue(key);
    if (aim.kind === 'present' && (isNew || result.version)) appeared(member, targetRef(key));
    return unwatched.has(result.status) ? backoff : 'done';
  }

  #noteRemoved(member: Member, key: string, plan: ObjectPlan): RunResult {
    const { ledger, reconcile, statusDue } = this.#context;
    ledger.clear(key, member.name);
    if (plan.mode === 'spread') statusDue(key);
    else if (ledger.isSettled(key)) reconcile(key);
    return 'done';
  }

  /** The plan was made as if the object were not there: if it is, a policy may want it kept, and the plan is made anew. */
  #noteBarred(member: Member, key: string): RunResult {
    const { ledger, plans, isPresent, reconcile, statusDue } = this.#context;
    if (isPresent(key, member)) {
      plans.discard(key);
      reconcile(key);
      return 'done';
    }
    ledger.drop(key, member.name);
    statusDue(key);
    return 'done';
  }

  #noteNotReady(member: Member, key: string, plan: ObjectPlan, aim: Aim): RunResult {
    const outcome = notReady(member, plan, aim);
    if (outcome === undefined) {
      this.#context.ledger.drop(key, member.name);
      if (plan.mode === 'spread') this.#context.statusDue(key);
      else if (plan.mode !== 'stray') this.#context.reconcile(key);
      return 'done';
    }
    return this.#note(member, key, plan, aim, outcome);
  }

  #noteNoCache(
    member: Member,
    key: string,
    plan: ObjectPlan,
    aim: Aim,
    cache: Informer<SlimObject> | undefined,
  ): RunResult {
    const error = cache?.lastError;
    // Still filling: the cache says when it is whole, and the key comes again then.
    if (error === undefined) return 'done';
    const lacksType = isMissingType(error);
    if (lacksType && aim.kind !== 'present') return this.#note(member, key, plan, aim, 'removed');
    const message = lacksType ? missingTypeMessage(this.#context.type.target, member.name) : messageOf(error);
    return this.#note(member, key, plan, aim, { status: 'CachedRetrievalFailed', message });
  }

  #noteFailure(member: Member, key: string, plan: ObjectPlan, aim: Aim, error: unknown): RunResult {
    if (error instanceof ApiError && error.isThrottled) {
      const wait = pauseAfter(error);
      member.lane.pause(wait);
      if (!this.#context.plans.isOutdated(plan)) this.#noteThrottled(member, key, error);
      return { retry: 'after', afterMs: wait };
    }
    // Somebody was faster; what they did is looked at on the next try.
    if (error instanceof ApiError && error.isConflict) return backoff;
    const { type, targetRef, log } = this.#context;
    const exists = member.cache(type.target)?.store.get(keyOf(targetRef(key))) !== undefined;
    const outcome = outcomeOfFailure(error, aim, exists, type.target, member.name);
    log.debug(
      { cluster: member.name, type: type.name, key, error },
      'an operation in a cluster failed; will be tried again',
    );
    this.#note(member, key, plan, aim, outcome);
    return backoff;
  }

  #noteThrottled(member: Member, key: string, { status, serverMessage }: ApiError): void {
    const why = `${member.name} asks to wait (${status}: ${serverMessage}); it is tried again then`;
    this.#context.ledger.await(key, member.name, why);
    this.#context.statusDue(key);
  }
}

/** What to say of a cluster that is not ready; undefined when nothing is wanted of it. */
function notReady(member: Member, plan: ObjectPlan, aim: Aim): Outcome | undefined {
  const why = member.fault ?? 'it is not ready';
  if (plan.mode === 'remove' && plan.decision.chosen.has(member.name)) {
    const message =
      `deletion waits for this cluster (${why}): it goes on by itself when the cluster is back. To let go of what is left there, ` +
      'take the cluster out of spec.placement or unjoin it';
    return { status: 'ClusterNotReady', message };
  }
  if (plan.mode !== 'spread') return undefined;
  if (aim.kind === 'absent') {
    return {
      status: 'WaitingForRemoval',
      message: `it should be removed, but the cluster cannot be worked on (${why})`,
    };
  }
  return {
    status: 'ClusterNotReady',
    message: `the cluster cannot be worked on (${why}); it is left as it is until then`,
  };
}
