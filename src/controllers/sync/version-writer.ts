import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { apiVersionOf, keyOf, refOf, type ObjectRef } from '../../api/meta.ts';
import {
  clusterPropagatedVersionType,
  propagatedVersionType,
  type PropagatedVersion,
  type PropagatedVersionStatus,
} from '../../api/propagated-version.ts';
import { Informer } from '../../kube/cache/informer.ts';
import { ApiError } from '../../kube/errors.ts';
import { mergeForms, revisionOf } from '../../plan/forms/merge-forms.ts';
import { isIntent } from '../../plan/propagate/decide.ts';
import { decidePropagatedVersion, propagatedVersionName } from '../../plan/propagate/propagated-versions.ts';
import type { RunResult } from '../../runtime/keyed-queue.ts';
import type { TypeContext } from './type-context.ts';

export interface VersionWriterOptions {
  readonly context: TypeContext;
  /** The only namespace looked at, in a namespaced control plane. */
  readonly namespace?: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The PropagatedVersions of the host are read in about this time. */
const cachePatienceMs = 1_000;

/**
 * Keeps a PropagatedVersion for each federated object, for tools that read KubeFed's; Hansa itself goes by
 * status.clusters[].version. They go with their federated objects by themselves, since these own them.
 */
export class VersionWriter {
  readonly #context: TypeContext;
  readonly #versions: Informer<PropagatedVersion>;

  constructor({ context, namespace, clock, random }: VersionWriterOptions) {
    this.#context = context;
    const { host, log, type } = context;
    this.#versions = new Informer<PropagatedVersion>({
      client: host,
      type: this.#type,
      clock,
      random,
      ...(namespace === undefined || !type.federated.namespaced ? {} : { namespace }),
      changed: () => undefined,
      failed: (error) => log.warn({ type: type.name, error }, 'cannot read PropagatedVersions; will be tried again'),
    });
  }

  start(): void {
    this.#versions.start();
  }

  stop(): void {
    this.#versions.stop();
  }

  async run(key: string): Promise<RunResult> {
    const { objects, ledger } = this.#context;
    const federated = objects.store.get(key);
    if (!federated || federated.metadata.deletionTimestamp !== undefined) return 'done';
    if (!this.#versions.isSynced) return { retry: 'after', afterMs: cachePatienceMs };
    const split = this.#context.splitForms(key);
    const forms = mergeForms(federated, split);
    if (!forms.ok || !ledger.isSettled(key) || !ledger.isAbout(key, revisionOf(federated, split))) return 'done';
    const ref = this.#refOf(federated);
    const known = this.#versions.store.get(keyOf(ref));
    const status = decidePropagatedVersion(forms.federated.spec, this.#objectVersions(key), known?.status);
    if (!status) return 'done';
    return this.#write(federated, ref, known, status);
  }

  get #type(): typeof propagatedVersionType {
    return this.#context.type.federated.namespaced ? propagatedVersionType : clusterPropagatedVersionType;
  }

  #refOf(federated: FederatedObject): ObjectRef {
    const { namespace, name } = refOf(federated);
    return { namespace, name: propagatedVersionName(this.#context.type.target.kind, name) };
  }

  /** Of the clusters that have what they should have now. */
  #objectVersions(key: string): ReadonlyMap<string, string> {
    const { plans, ledger } = this.#context;
    const plan = plans.plan(key);
    const versions = new Map<string, string>();
    if (plan.mode !== 'spread') return versions;
    for (const [cluster, intent] of plan.decision.chosen) {
      const version = ledger.outcome(key, cluster)?.version;
      if (version && isIntent(intent) && intent.hash === version.hash) versions.set(cluster, version.objectVersion);
    }
    return versions;
  }

  async #write(
    federated: FederatedObject,
    ref: ObjectRef,
    known: PropagatedVersion | undefined,
    status: PropagatedVersionStatus,
  ): Promise<RunResult> {
    const { host } = this.#context;
    try {
      // A new object's status is not heeded by the API server.
      if (!known) await host.create(this.#type, this.#newVersion(federated, ref));
      const options = { subresource: 'status' } as const;
      this.#versions.observeWrite(await host.mergePatch<PropagatedVersion>(this.#type, ref, { status }, options));
      return 'done';
    } catch (error) {
      // It was made or deleted meanwhile: the cache will tell, or the federated object is gone.
      if (error instanceof ApiError && (error.isNotFound || error.isAlreadyExists)) return { retry: 'backoff' };
      throw error;
    }
  }

  #newVersion(federated: FederatedObject, { namespace, name }: ObjectRef): PropagatedVersion {
    const { federated: owner } = this.#context.type;
    const { name: ownerName, uid = '' } = federated.metadata;
    const ownerReferences = [{ apiVersion: apiVersionOf(owner), kind: owner.kind, name: ownerName, uid }];
    const metadata = { name, ...(namespace === '' ? {} : { namespace }), ownerReferences };
    return { apiVersion: apiVersionOf(this.#type), kind: this.#type.kind, metadata };
  }
}
