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

/** The last outcomes of one object, and the clusters whose answer to the present intent is still awaited. */
class Page {
  readonly outcomes = new Map<string, Outcome>();
  readonly awaited = new Set<string>();
}

/** The last outcome for every (object, cluster) of one type. After a restart it begins with what the status says. */
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

  outcome(key: string, cluster: string): Outcome | undefined {
    return this.#pages.get(key)?.outcomes.get(cluster);
  }

  /** The clusters that have an outcome for key. */
  clusters(key: string): Iterable<string> {
    return this.#pages.get(key)?.outcomes.keys() ?? [];
  }

  /** From now on an answer of cluster is awaited. */
  await(key: string, cluster: string): void {
    this.#page(key).awaited.add(cluster);
  }

  isAwaited(key: string, cluster: string): boolean {
    return this.#pages.get(key)?.awaited.has(cluster) ?? false;
  }

  /** Whether every cluster has answered. */
  isSettled(key: string): boolean {
    return (this.#pages.get(key)?.awaited.size ?? 0) === 0;
  }

  /** Keeps an answer; a version that is not given stays. */
  record(key: string, cluster: string, outcome: Outcome): void {
    const page = this.#page(key);
    page.awaited.delete(cluster);
    const version = outcome.version ?? page.outcomes.get(cluster)?.version;
    page.outcomes.set(cluster, version ? { ...outcome, version } : outcome);
  }

  /** Keeps the version alone, as soon as a write is answered; what is awaited stays awaited. */
  recordVersion(key: string, cluster: string, version: RecordedVersion): void {
    const page = this.#page(key);
    page.outcomes.set(cluster, { ...page.outcomes.get(cluster), version });
  }

  /** The object is not in the cluster, and should not be. */
  drop(key: string, cluster: string): void {
    const page = this.#pages.get(key);
    page?.awaited.delete(cluster);
    page?.outcomes.delete(cluster);
  }

  /** Forgets a cluster that left; returns the keys that knew it. */
  dropCluster(cluster: string): string[] {
    const known: string[] = [];
    for (const [key, page] of this.#pages) {
      page.awaited.delete(cluster);
      if (page.outcomes.delete(cluster)) known.push(key);
    }
    return known;
  }

  #page(key: string): Page {
    let page = this.#pages.get(key);
    if (!page) this.#pages.set(key, (page = new Page()));
    return page;
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
