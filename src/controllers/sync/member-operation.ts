import { firstDifference } from '../../base/subset.ts';
import { keyOf, qualifiedPlural, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import type { Applied, KubeClient } from '../../kube/client.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { Intent } from '../../plan/propagate/compose-intent.ts';
import { decideAbsent, decidePresent, isManaged, refusesManagement } from '../../plan/propagate/decide-write.ts';
import { withFormerFields } from '../../plan/propagate/former-fields.ts';
import type { MemberDeleteOptions } from '../../plan/propagate/delete-options.ts';
import { objectVersionOf, type RecordedVersion } from '../../plan/propagate/recorded-version.ts';
import { retainsUncached, withRetained } from '../../plan/propagate/retain.ts';
import type { SlimObject } from '../../runtime/member.ts';
import type { Outcome } from './ledger.ts';

export interface MemberOperationOptions {
  readonly cluster: string;
  readonly client: KubeClient;
  readonly cache: Informer<SlimObject>;
  readonly target: ResourceType;
  readonly ref: ObjectRef;
  readonly recorded: RecordedVersion | undefined;
  /** Whether the status said, before anything was asked, that the federated object as it is had been propagated. */
  readonly wasPropagated: boolean;
  /** Whether objects that are there already and nobody's may be taken over. */
  readonly adopt: boolean;
  /** Whether an object is the cluster's own whatever we do, and must not be deleted: the host's own namespace. */
  readonly mustStay: (live: KubeObject) => boolean;
  /** Told of a version as soon as a write is answered, before the cache is. */
  readonly written: (version: RecordedVersion) => void;
}

/** `removed`: it is surely not there. */
export type OperationResult = Outcome | 'removed';

const asWanted: Outcome = {};

/** One object in one cluster: compares and makes at most one change; see docs/decisions/0001 for the order of requests. */
export class MemberOperation {
  readonly #options: MemberOperationOptions;

  constructor(options: MemberOperationOptions) {
    this.#options = options;
  }

  /** Makes it what intent says. Rejects with what the API server or the connection said. */
  async bePresent(intent: Intent): Promise<OperationResult> {
    const { cache, ref, recorded } = this.#options;
    const live = cache.store.get(keyOf(ref));
    const action = decidePresent(intent, live, recorded);
    switch (action.do) {
      case 'nothing':
        return asWanted;
      case 'await-removal':
        return {
          status: 'WaitingForRemoval',
          message: 'it is being deleted there; it is created again once it is gone',
        };
      case 'create':
        return this.#options.adopt && !retainsUncached(intent.retention)
          ? this.#apply(intent, undefined)
          : this.#createUnlessTaken(intent);
      case 'compare':
        return this.#compare(intent);
      case 'update':
        return this.#apply(intent, retainsUncached(intent.retention) ? await this.#read() : live);
    }
  }

  /** Removes it; verify asks the server even when the cache knows of nothing. */
  async beAbsent(verify: boolean, options: MemberDeleteOptions): Promise<OperationResult> {
    const { cache, ref, mustStay } = this.#options;
    const cached = cache.store.get(keyOf(ref));
    if (!cached && !verify) return 'removed';
    if (cached && decideAbsent(cached, mustStay(cached)).do === 'delete') {
      const result = await this.#deleteUnlessChanged(cached, options);
      if (result) return result;
    }
    const live = await this.#read();
    if (!live || !isManaged(live)) return 'removed';
    const action = decideAbsent(live, mustStay(live));
    switch (action.do) {
      case 'nothing':
        return 'removed';
      case 'remove-label':
        return this.#removeLabel(live);
      case 'await-removal':
        return waitingForRemoval(live);
      case 'delete':
        return this.#delete(live, options);
    }
  }

  /** Leaves it where it is, without the label that makes it Hansa's. */
  async beReleased(): Promise<OperationResult> {
    const live = await this.#read();
    if (!live || !isManaged(live) || live.metadata.deletionTimestamp !== undefined) return 'removed';
    return this.#removeLabel(live);
  }

  async #createUnlessTaken(intent: Intent): Promise<OperationResult> {
    const live = await this.#read();
    return (live && this.#obstacle(live)) ?? this.#apply(intent, live);
  }

  /** The object changed since we wrote it, or we do not know that we did: only a real difference is worth a write. */
  async #compare(intent: Intent): Promise<OperationResult> {
    const live = await this.#read();
    if (!live) return this.#apply(intent, undefined);
    const obstacle = this.#obstacle(live);
    if (obstacle) return obstacle;
    if (this.#mayHaveSurplus(live) || firstDifference(live, withRetained(intent, live)) !== undefined)
      return this.#apply(intent, live);
    this.#note(intent, live);
    return { version: versionOf(intent, live) };
  }

  /** Whether KubeFed may have left fields that the template has no more: it did not see the template as it is now. */
  #mayHaveSurplus(live: KubeObject): boolean {
    return !this.#options.wasPropagated && withFormerFields(live) !== undefined;
  }

  /** Applies without force first, so that another owner of a field is noticed before anything of theirs is taken. */
  async #apply(intent: Intent, live: KubeObject | undefined): Promise<OperationResult> {
    const { client, ref } = this.#options;
    const object = withRetained(intent, live);
    try {
      const body = object === intent.object ? bodyOf(intent) : JSON.stringify(object);
      return await this.#applied(intent, body, await client.apply(intent.type, ref, body));
    } catch (error) {
      if (!(error instanceof ApiError && error.isFieldConflict)) throw error;
      return this.#applyOverConflict(intent);
    }
  }

  async #applyOverConflict(intent: Intent): Promise<OperationResult> {
    const { client, ref } = this.#options;
    const live = await this.#read();
    const obstacle = live && this.#obstacle(live);
    if (obstacle) return obstacle;
    const object = withRetained(intent, live);
    const { uid, resourceVersion } = live?.metadata ?? {};
    const metadata = { ...(object['metadata'] as object), uid, resourceVersion };
    const applied = await client.apply(intent.type, ref, { ...object, metadata }, { force: true });
    return this.#applied(intent, object, applied);
  }

  async #applied(intent: Intent, body: object | string, { object: answer }: Applied): Promise<Outcome> {
    const object = await this.#takeOver(intent, body, answer);
    this.#note(intent, object);
    return { version: versionOf(intent, object) };
  }

  /** Makes ours what KubeFed wrote, so that what has left the template goes; with the first change, or right objects would be written. */
  async #takeOver(intent: Intent, body: object | string, live: KubeObject): Promise<KubeObject> {
    const { client, target, ref } = this.#options;
    const managedFields = withFormerFields(live);
    if (managedFields === undefined) return live;
    const { resourceVersion } = live.metadata;
    await client.mergePatch(target, ref, { metadata: { resourceVersion, managedFields } });
    return (await client.apply(intent.type, ref, body)).object;
  }

  /** The server itself checks that what the cache shows is still what is there; undefined where it is not. */
  async #deleteUnlessChanged(cached: KubeObject, options: MemberDeleteOptions): Promise<OperationResult | undefined> {
    try {
      return await this.#delete(cached, options);
    } catch (error) {
      if (error instanceof ApiError && error.isConflict) return undefined;
      throw error;
    }
  }

  async #delete(live: KubeObject, options: MemberDeleteOptions): Promise<OperationResult> {
    const { client, target, ref, cache } = this.#options;
    const { uid, resourceVersion } = live.metadata;
    try {
      const left = await client.delete(target, ref, {
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        ...options,
      });
      if (left === 'gone') return 'removed';
      cache.observeWrite(left);
      return waitingForRemoval(left);
    } catch (error) {
      if (isNotFound(error)) return 'removed';
      throw error;
    }
  }

  async #removeLabel(live: KubeObject): Promise<OperationResult> {
    const { client, target, ref } = this.#options;
    try {
      const { resourceVersion } = live.metadata;
      await client.mergePatch(target, ref, { metadata: { resourceVersion, labels: { [managedLabel]: null } } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return 'removed';
  }

  async #read(): Promise<KubeObject | undefined> {
    const { client, target, ref } = this.#options;
    try {
      return await client.get(target, ref);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #note(intent: Intent, object: KubeObject): void {
    this.#options.written(versionOf(intent, object));
    if (isManaged(object)) this.#options.cache.observeWrite(object);
  }

  /** Why an object that is there must not be written, if so. What must stay was there first, and is no stranger. */
  #obstacle(live: KubeObject): Outcome | undefined {
    if (refusesManagement(live)) return this.#refused();
    const { adopt, mustStay } = this.#options;
    return isManaged(live) || adopt || mustStay(live) ? undefined : this.#taken();
  }

  #refused(): Outcome {
    const message =
      `the object there is labelled ${managedLabel}: "false", so it is not touched. ` +
      `Remove that label in ${this.#options.cluster} to let Hansa manage it`;
    return { status: 'ManagedLabelFalse', message };
  }

  #taken(): Outcome {
    const { target, ref, cluster } = this.#options;
    const message =
      `${qualifiedPlural(target)} "${keyOf(ref)}" exists in ${cluster} already and is not Hansa's, and adoption is disabled. ` +
      'Delete or rename it there, or set syncController.adoptResources to Enabled';
    return { status: 'AlreadyExists', message };
  }
}

function versionOf(intent: Intent, object: KubeObject): RecordedVersion {
  return { hash: intent.hash, objectVersion: objectVersionOf(object) };
}

function waitingForRemoval(live: KubeObject): Outcome {
  const finalizers = live.metadata.finalizers ?? [];
  const why = finalizers.length > 0 ? `, which waits for finalizers: ${[...finalizers].sort().join(', ')}` : '';
  return { status: 'WaitingForRemoval', message: `it is being deleted there${why}` };
}

const bodies = new WeakMap<Intent, string>();

/** One serialisation for all clusters that share an intent. */
function bodyOf(intent: Intent): string {
  let body = bodies.get(intent);
  if (body === undefined) bodies.set(intent, (body = JSON.stringify(intent.object)));
  return body;
}
