import type { JsonObject } from '../../base/json.ts';
import { keyOf, qualifiedPlural, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { managedSelector } from '../../api/names.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { replicasAt } from '../../plan/capacity/demand-of.ts';
import { freeOnNodes } from '../../plan/capacity/free-on-nodes.ts';
import type { NodeChoice } from '../../plan/capacity/node-choice.ts';
import { nodeOffer, nodeType, type Node, type NodeOffer } from '../../plan/capacity/node-offer.ts';
import type { Amounts } from '../../plan/capacity/resource-amounts.ts';
import { podsOnNodes, sumRequests, type CountedPod } from '../../plan/capacity/sum-requests.ts';
import { podType, type ScheduledPod } from '../../plan/schedule/count-pods.ts';
import { countWorkload } from '../../plan/schedule/count-workload.ts';
import type { FreeNodes, WorkloadFacts } from '../../plan/schedule/facts.ts';
import { podSelectorOf } from '../../plan/schedule/pod-selector.ts';
import { autoscalerType, scaledBy, scaledKey } from '../../plan/schedule/scaled-object.ts';
import { askOnce } from '../ask-once.ts';

/** How a workload is to be read. */
export interface WorkloadQuestion {
  /** JSON Pointer to its replicas; undefined where only whether it is there counts. */
  readonly replicasPath: string | undefined;
  /** How long a pod may look for room. */
  readonly moveAfterMs: number;
  /** In milliseconds. */
  readonly now: number;
}

interface Capacity {
  readonly offers: ReadonlyMap<string, NodeOffer>;
  readonly requested: ReadonlyMap<string, Amounts>;
}

interface LiveWorkload extends KubeObject {
  readonly status?: { readonly readyReplicas?: number };
}

/** By key. */
type Workloads = ReadonlyMap<string, LiveWorkload>;

const pageSize = 100;

/** Reads from one member what scheduling asks for; what several objects need is read once. Rejects with what the API server says. */
export class MemberReader {
  readonly #client: KubeClient;
  readonly #managed: (key: string, target: ResourceType, namespace: string) => Promise<Workloads>;
  readonly #scaled: (namespace: string) => Promise<ReadonlySet<string>>;
  #capacity: Promise<Capacity> | undefined;

  constructor(client: KubeClient) {
    this.#client = client;
    this.#managed = askOnce((_key, target, namespace) => listManaged(client, target, namespace));
    this.#scaled = askOnce((namespace) => listScaled(client, namespace));
  }

  /** What the member has of a workload; undefined where it has none that is managed. */
  async workload(target: ResourceType, ref: ObjectRef, question: WorkloadQuestion): Promise<WorkloadFacts | undefined> {
    const { namespace } = ref;
    const live = (await this.#managed(`${qualifiedPlural(target)} ${namespace}`, target, namespace)).get(keyOf(ref));
    if (!live || live.metadata.deletionTimestamp !== undefined) return undefined;
    const { replicasPath } = question;
    if (replicasPath === undefined) return { asked: 0, running: 0, unschedulable: 0 };
    const facts = await this.#count(live, replicasPath, question);
    const isAutoscaled = (await this.#scaled(namespace)).has(scaledKey({ ...target, ...ref }));
    return isAutoscaled ? { ...facts, isAutoscaled } : facts;
  }

  /** What its nodes have left for pods that say this of them. */
  async free(choice: NodeChoice | undefined): Promise<FreeNodes> {
    const { offers, requested } = await (this.#capacity ??= readCapacity(this.#client));
    return freeOnNodes(offers, requested, choice?.isMeant);
  }

  async #count(live: LiveWorkload, path: string, { now, moveAfterMs }: WorkloadQuestion): Promise<WorkloadFacts> {
    const asked = replicasAt(live as unknown as JsonObject, path);
    const selector = podSelectorOf(live);
    // As the controllers have it: where all is ready, or nothing tells its pods, all that is asked for runs.
    if (asked === (live.status?.readyReplicas ?? 0) || 'reason' in selector)
      return { asked, running: asked, unschedulable: 0 };
    const { namespace = '' } = live.metadata;
    const { items } = await this.#client.list<ScheduledPod>(podType, { namespace, ...selector });
    return countWorkload(asked, items, now, moveAfterMs).facts;
  }
}

async function listManaged(client: KubeClient, target: ResourceType, namespace: string): Promise<Workloads> {
  const where = { labelSelector: managedSelector, ...(namespace !== '' && { namespace }) };
  const items = await noneIfUnknown(client.list<LiveWorkload>(target, where));
  return new Map(items.map((item) => [keyOf(refOf(item)), item]));
}

async function listScaled(client: KubeClient, namespace: string): Promise<ReadonlySet<string>> {
  const items = await noneIfUnknown(client.list<KubeObject>(autoscalerType, { namespace }));
  return new Set(items.flatMap((item) => scaledBy(item) ?? []).map(scaledKey));
}

/** A member without the type has nothing of it. */
async function noneIfUnknown<T>(list: Promise<{ readonly items: readonly T[] }>): Promise<readonly T[]> {
  try {
    return (await list).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function readCapacity(client: KubeClient): Promise<Capacity> {
  const requested = new Map<string, Amounts>();
  const [{ items }] = await Promise.all([
    client.list<Node>(nodeType),
    client.listPages<CountedPod>(podType, { fieldSelector: podsOnNodes, pageSize }, (pods) =>
      sumRequests(requested, pods),
    ),
  ]);
  const offers = new Map<string, NodeOffer>();
  for (const node of items) {
    const offer = nodeOffer(node);
    if (offer) offers.set(node.metadata.name, offer);
  }
  return { offers, requested };
}
