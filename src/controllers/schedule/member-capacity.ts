import { backoffDelay } from '../../base/backoff.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import { deepEqual } from '../../base/deep-equal.ts';
import type { KubeObject } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';
import { freeOnNodes } from '../../plan/capacity/free-on-nodes.ts';
import { isNoticeable } from '../../plan/capacity/is-noticeable.ts';
import type { NodeChoice } from '../../plan/capacity/node-choice.ts';
import { nodeOffer, nodeType, type NodeOffer } from '../../plan/capacity/node-offer.ts';
import type { Amounts } from '../../plan/capacity/resource-amounts.ts';
import { podsOnNodes, sumRequests, type CountedPod } from '../../plan/capacity/sum-requests.ts';
import { podType } from '../../plan/schedule/count-pods.ts';
import type { FreeNodes } from '../../plan/schedule/facts.ts';
import type { Log } from '../../runtime/log.ts';
import type { MemberWatch } from './member-watches.ts';

export interface MemberCapacityOptions {
  readonly cluster: string;
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** There is noticeably more or less left, or it has come to be known or unknown. */
  readonly changed: () => void;
}

/** What is kept of a Node. */
interface SlimNode extends KubeObject {
  /** Absent where nothing new is put there. */
  readonly offer?: NodeOffer;
}

/** A page is read in one go, and nothing else is done meanwhile. */
const pageSize = 100;
const periodMs = 60_000;
/** Nodes come and go together, and pods move with them. */
const nodeChangeMs = 2_000;
/** Where nodes come and go all the time, pods are not listed all the time. */
const shortestPeriodMs = 10_000;
const patienceMs = 60_000;
/** What was known this long ago is not known any more. */
const unknownAfterMs = 300_000;
const backoff = { base: 2_000, cap: periodMs, factor: 2 };

/**
 * What the nodes of one member have left: nodes are watched, pods are listed every minute, added up page by page, and
 * forgotten. A watch of all pods would be told of each change of each, and have to keep them all.
 */
export class MemberCapacity implements MemberWatch {
  readonly #options: MemberCapacityOptions;
  readonly #nodes: Informer<SlimNode>;
  readonly #stop = new AbortController();
  /** By node, when pods were listed last; undefined when that is not known. */
  #requested: ReadonlyMap<string, Amounts> | undefined;
  /** What was found for each choice of nodes since. */
  readonly #found = new Map<string, FreeNodes>();
  /** What was free when the change was told last: for pods that are content with any node, and on all nodes. */
  #told: readonly (FreeNodes | undefined)[] = [undefined, undefined];
  #due: { readonly at: number; readonly timer: Timer } | undefined;
  #isListing = false;
  #listedAt = -Infinity;
  /** Whether nodes have changed since pods were listed last, or began to be. */
  #isOutdated = false;
  #expiry: Timer | undefined;
  #failures = 0;

  constructor(options: MemberCapacityOptions) {
    this.#options = options;
    const { client, clock, random } = options;
    this.#nodes = new Informer<SlimNode>({
      client,
      type: nodeType,
      clock,
      random,
      transform: slim,
      changed: (_name, current, previous) => this.#nodeChanged(current, previous),
      synced: () => this.#listIn(0),
      failed: (error) => this.#warn(error),
    });
    this.#nodes.start();
  }

  /** What is left for pods that say this of their nodes, the same object until it is found anew; undefined when not known. */
  free(choice?: NodeChoice): FreeNodes | undefined {
    if (!this.#requested) return undefined;
    const key = choice?.key ?? '';
    const found = this.#found.get(key) ?? freeOnNodes(this.#offers(), this.#requested, choice?.isMeant);
    this.#found.set(key, found);
    return found;
  }

  hurry(): void {
    this.#nodes.hurry();
    if (this.#nodes.isSynced) this.#listIn(0);
  }

  stop(): void {
    this.#stop.abort();
    this.#nodes.stop();
    this.#due?.timer.cancel();
    this.#expiry?.cancel();
  }

  #nodeChanged(current: SlimNode | undefined, previous: SlimNode | undefined): void {
    // Nodes report every few minutes that they are well.
    if (!this.#nodes.isSynced || deepEqual(current?.offer, previous?.offer)) return;
    this.#isOutdated = true;
    this.#listSoon();
  }

  #listSoon(): void {
    const earliest = this.#listedAt + shortestPeriodMs - this.#options.clock.now();
    this.#listIn(Math.max(nodeChangeMs, earliest));
  }

  /** Lists pods no later than that; while they are being listed it is for what follows to say. */
  #listIn(milliseconds: number): void {
    const at = this.#options.clock.now() + milliseconds;
    if (this.#isListing || (this.#due && this.#due.at <= at)) return;
    this.#due?.timer.cancel();
    this.#due = { at, timer: this.#options.clock.after(milliseconds, () => void this.#list()) };
  }

  async #list(): Promise<void> {
    this.#isListing = true;
    this.#listedAt = this.#options.clock.now();
    // What is free is found anew, unless nothing new is known.
    const before = this.#isOutdated ? undefined : this.#requested;
    this.#isOutdated = false;
    this.#due = undefined;
    const error = await this.#count().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    this.#isListing = false;
    if (this.#stop.signal.aborted) return;
    if (error === undefined) this.#known();
    else this.#warn(error);
    if (this.#requested !== before) this.#compare();
    this.#listAgain(error);
  }

  async #count(): Promise<void> {
    const { client, clock } = this.#options;
    if (this.#nodes.lastError !== undefined) throw this.#nodes.lastError;
    const patience = new AbortController();
    const late = new Error(`${client.name}: its pods were not listed within ${patienceMs / 1_000} s`);
    const timer = clock.after(patienceMs, () => patience.abort(late));
    const signal = AbortSignal.any([patience.signal, this.#stop.signal]);
    const requested = new Map<string, Amounts>();
    try {
      const options = { fieldSelector: podsOnNodes, pageSize, signal };
      await client.listPages<CountedPod>(podType, options, (pods) => sumRequests(requested, pods));
      this.#requested = requested;
    } finally {
      timer.cancel();
    }
  }

  #known(): void {
    const { cluster, clock, log } = this.#options;
    if (this.#failures > 0) log.info({ cluster }, 'what its nodes have left can be found out again');
    this.#failures = 0;
    this.#expiry?.cancel();
    this.#expiry = clock.after(unknownAfterMs, () => {
      this.#requested = undefined;
      this.#compare();
    });
  }

  #warn(error: unknown): void {
    const { cluster, log } = this.#options;
    this.#failures += 1;
    if (this.#failures > 1) return;
    const what = isForbidden(error)
      ? 'its nodes and pods may not be read, so that it is not known what they have left; join the cluster again for the rights'
      : 'cannot find out what its nodes have left; will be tried again';
    log.warn({ cluster, error }, what);
  }

  #listAgain(error: unknown): void {
    const { random } = this.#options;
    if (this.#isOutdated) return this.#listSoon();
    if (error === undefined) return this.#listIn(periodMs * (0.9 + random() / 5));
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    this.#listIn(Math.max(asked, backoffDelay(this.#failures, backoff, random())));
  }

  /** Tells of what has changed since it was told last. */
  #compare(): void {
    this.#found.clear();
    const now = [this.free(), this.#requested && freeOnNodes(this.#offers(), this.#requested, () => true)];
    if (!now.some((free, index) => isNoticeable(this.#told[index], free))) return;
    this.#told = now;
    this.#options.changed();
  }

  #offers(): Map<string, NodeOffer> {
    const offers = new Map<string, NodeOffer>();
    for (const { metadata, offer } of this.#nodes.store.values()) if (offer) offers.set(metadata.name, offer);
    return offers;
  }
}

function slim(node: KubeObject): SlimNode {
  const { name, resourceVersion = '' } = node.metadata;
  const offer = nodeOffer(node);
  return { metadata: { name, resourceVersion }, ...(offer && { offer }) };
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.isForbidden;
}
