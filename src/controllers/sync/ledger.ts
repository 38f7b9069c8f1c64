import type { ClusterPropagationStatus, FederatedClusterStatus, FederatedObject } from '../../api/federated-object.ts';
import {
  formatRecordedVersion,
  parseRecordedVersion,
  type RecordedVersion,
} from '../../plan/propagate/recorded-version.ts';

/** What became of one object in one cluster; no status means that it is as wanted. */
export interface Outcome {
  readonly status?: ClusterPropagationStatus;
  readonly message?: string;
  readonly version?: RecordedVersion;
}

/** What is known of one object. */
class Page {
  readonly outcomes = new Map<string, Outcome>();
  /** Clusters whose answer to the present intent is still awaited, with what they said instead. */
  readonly awaited = new Map<string, string | undefined>();
  /** Clusters that have said, since they were last asked, that nothing is left there. */
  readonly cleared = new Set<string>();
  /** The revision that the clusters were last asked about, and when that was. */
  asked: { readonly revision: string; readonly at: number } | undefined;
  /** Whether how long that took is still to be told. */
  isTimed = false;
  /** When the status was last written. */
  writtenAt = Number.NEGATIVE_INFINITY;
}

/**
 * The last outcome for every (object, cluster) of one type. After a restart it begins with what the status says; of
 * objects that are not there (any more) it keeps nothing.
 */
export class Ledger {
  readonly #pages = new Map<string, Page>();

  /** Takes over what the object's status says, unless something newer is known already. */
  restore(key: string, federated: FederatedObject): void {
    if (this.#pages.has(key)) return;
    const page = new Page();
    for (const cluster of federated.status?.clusters ?? []) page.outcomes.set(cluster.name, outcomeOf(cluster));
    this.#pages.set(key, page);
  }

  forget(key: string): void {
    this.#pages.delete(key);
  }

  /** Whether key has been looked at since the start. */
  isKnown(key: string): boolean {
    return this.#pages.has(key);
  }

  /** What comes from now on belongs to this revision of the object, as revisionOf has it. */
  begin(key: string, revision: string, now: number): void {
    const page = this.#pages.get(key);
    if (!page) return;
    page.isTimed ||= page.asked?.revision !== revision;
    page.asked = { revision, at: now };
  }

  /** How long after they were last asked the clusters had all answered; once for each revision. */
  takeAnswerTime(key: string, now: number): number | undefined {
    const page = this.#pages.get(key);
    if (!page?.asked || !page.isTimed) return undefined;
    page.isTimed = false;
    return now - page.asked.at;
  }

  /** When the clusters were last asked; undefined before the first time. */
  askedAt(key: string): number | undefined {
    return this.#pages.get(key)?.asked?.at;
  }

  /** The status has been written. */
  noteWritten(key: string, now: number): void {
    const page = this.#pages.get(key);
    if (page) page.writtenAt = now;
  }

  /** When the status was last written since the start. */
  writtenAt(key: string): number {
    return this.#pages.get(key)?.writtenAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether the outcomes belong to this revision, rather than to one before. */
  isAbout(key: string, revision: string): boolean {
    return this.#pages.get(key)?.asked?.revision === revision;
  }

  outcome(key: string, cluster: string): Outcome | undefined {
    return this.#pages.get(key)?.outcomes.get(cluster);
  }

  /** Whether what is known says that the cluster has the object, if perhaps not as wanted. */
  isPresent(key: string, cluster: string): boolean {
    const outcome = this.outcome(key, cluster);
    return outcome !== undefined && (outcome.version !== undefined || outcome.status === undefined);
  }

  /** From now on an answer of cluster is awaited; why says what it said so far. */
  await(key: string, cluster: string, why?: string): void {
    const page = this.#pages.get(key);
    page?.awaited.set(cluster, why);
    page?.cleared.delete(cluster);
  }

  isAwaited(key: string, cluster: string): boolean {
    return this.#pages.get(key)?.awaited.has(cluster) ?? false;
  }

  /** What a cluster whose answer is awaited has said so far. */
  whyAwaited(key: string, cluster: string): string | undefined {
    return this.#pages.get(key)?.awaited.get(cluster);
  }

  /** No cluster is asked any more; what they answered last still holds. */
  stopWaiting(key: string): void {
    this.#pages.get(key)?.awaited.clear();
  }

  /** Whether every cluster has answered. */
  isSettled(key: string): boolean {
    return (this.#pages.get(key)?.awaited.size ?? 0) === 0;
  }

  /** Keeps an answer; a version that is not given stays. */
  record(key: string, cluster: string, outcome: Outcome): void {
    const page = this.#pages.get(key);
    if (!page) return;
    page.awaited.delete(cluster);
    const version = outcome.version ?? page.outcomes.get(cluster)?.version;
    page.outcomes.set(cluster, version ? { ...outcome, version } : outcome);
  }

  /** Keeps the version alone, as soon as a write is answered; what is awaited stays awaited. */
  recordVersion(key: string, cluster: string, version: RecordedVersion): void {
    const outcomes = this.#pages.get(key)?.outcomes;
    outcomes?.set(cluster, { ...outcomes.get(cluster), version });
  }

  /** The cluster is of no more interest to the object. */
  drop(key: string, cluster: string): void {
    const page = this.#pages.get(key);
    page?.awaited.delete(cluster);
    page?.outcomes.delete(cluster);
  }

  /** The object is not in the cluster, and should not be. */
  clear(key: string, cluster: string): void {
    this.drop(key, cluster);
    this.#pages.get(key)?.cleared.add(cluster);
  }

  isCleared(key: string, cluster: string): boolean {
    return this.#pages.get(key)?.cleared.has(cluster) ?? false;
  }

  /** Forgets a cluster that left. */
  dropCluster(cluster: string): void {
    for (const page of this.#pages.values()) {
      page.awaited.delete(cluster);
      page.outcomes.delete(cluster);
      page.cleared.delete(cluster);
    }
  }
}

/** An outcome as status.clusters[] has it. */
export function clusterStatusOf(name: string, outcome: Outcome): FederatedClusterStatus {
  return {
    name,
    ...(outcome.status === undefined ? {} : { status: outcome.status }),
    ...(outcome.message === undefined ? {} : { message: outcome.message }),
    ...(outcome.version === undefined ? {} : { version: formatRecordedVersion(outcome.version) }),
  };
}

function outcomeOf(cluster: FederatedClusterStatus): Outcome {
  const version = parseRecordedVersion(cluster.version);
  return {
    ...(cluster.status === undefined ? {} : { status: cluster.status }),
    ...(cluster.message === undefined ? {} : { message: cluster.message }),
    ...(version === undefined ? {} : { version }),
  };
}
