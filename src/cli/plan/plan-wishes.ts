import { changesBetween, type Change } from '../../base/changes.ts';
import type { Json } from '../../base/json.ts';
import { federatedResource, isNamespaceType, targetResource } from '../../api/federated-type-config.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { keyOf, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { namespacePlacementOf } from '../../plan/placement/namespace-placement.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { isIntent, type Decision } from '../../plan/propagate/decide.ts';
import { foresee } from '../../plan/propagate/foresee.ts';
import { withRetained } from '../../plan/propagate/retain.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import { find } from '../apply-object.ts';
import type { CliContext } from '../context.ts';
import type { Host } from '../host.ts';
import { openMembers, type OpenMember } from '../open-members.ts';
import { readDecision, type ClusterReason } from '../read-decision.ts';
import { readClusters } from '../status/read-objects.ts';
import { readSplitForms } from '../status/read-split.ts';
import type { Wish } from './read-wishes.ts';

/** What would become of one object in one cluster. */
export interface PlannedCluster {
  readonly cluster: string;
  readonly kind:
    | 'stays'
    | 'created'
    | 'changed'
    | 'adopted'
    | 'deleted'
    | 'left alone'
    | 'refused'
    | 'not asked'
    | 'not placed';
  readonly changes?: readonly Change[];
  /** For people. */
  readonly why?: string;
}

export interface PlannedObject {
  readonly kind: string;
  /** `namespace/name` of the federated object. */
  readonly object: string;
  readonly isNew: boolean;
  /** Why nothing can be decided, if so. */
  readonly problem?: string;
  readonly notes: readonly string[];
  readonly clusters: readonly PlannedCluster[];
}

export interface Planned {
  readonly objects: readonly PlannedObject[];
}

/** Plans each of the wishes on its own, and asks every ready member in a dry run. Writes nothing. */
export async function planWishes(context: CliContext, host: Host, wishes: readonly Wish[]): Promise<Planned> {
  const clusters = await readClusters(host);
  const members = await openMembers(context, host, clusters);
  try {
    const objects: PlannedObject[] = [];
    for (const wish of wishes) objects.push(await planWish(host, wishes, clusters, members, wish));
    return { objects };
  } finally {
    await Promise.all(members.map(({ client }) => client.close()));
  }
}

async function planWish(
  host: Host,
  wishes: readonly Wish[],
  joined: readonly KubeFedCluster[],
  members: readonly OpenMember[],
  { config, wanted, live }: Wish,
): Promise<PlannedObject> {
  const { namespace } = refOf(wanted);
  const object = live ? { ...wanted, status: live.status } : wanted;
  const { decision, reasons } = await readDecision(host, config, object as FederatedObject, (known) =>
    plannedNamespace(host, wishes, namespace, known),
  );
  const target = targetResource(config);
  const targetRef = targetRefOf(refOf(wanted), isNamespaceType(config));
  const open = new Map(members.map((member) => [member.name, member]));
  const planned = await Promise.all(
    joined.map(({ metadata: { name: cluster } }) => {
      const member = open.get(cluster);
      const place = { target, targetRef, decision, why: whyOf(reasons.get(cluster)) };
      return member ? planCluster(member, place) : Promise.resolve(notAsked(cluster, decision));
    }),
  );
  return {
    kind: federatedResource(config).kind,
    object: keyOf(refOf(wanted)),
    isNew: live === undefined,
    ...(decision.problem ? { problem: decision.problem.message } : {}),
    notes: decision.notes,
    clusters: decision.problem ? [] : planned.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
  };
}

/** A FederatedNamespace among the wishes counts as if it were applied first. */
async function plannedNamespace(
  { client }: Host,
  wishes: readonly Wish[],
  namespace: string,
  known: NamespacePlacement,
): Promise<NamespacePlacement> {
  if (known.kind === 'not-needed') return known;
  const own = wishes.find(({ config, wanted }) => isNamespaceType(config) && wanted.metadata.name === namespace);
  if (!own) return known;
  return namespacePlacementOf(own.wanted, await readSplitForms(client, own.config, { namespace, name: namespace }));
}

/** Who keeps it out is named; that it is by its placement goes without saying. */
function whyOf(reason: ClusterReason | undefined): string {
  if (!reason) return '';
  return reason.by === 'spec.placement' ? reason.text : `${reason.by}: ${reason.text}`;
}

function notAsked(cluster: string, { chosen }: Decision): PlannedCluster {
  const kind = chosen.has(cluster) ? 'not asked' : 'not placed';
  return { cluster, kind, why: 'the cluster is not ready, so it is left as it is until then' };
}

interface Place {
  readonly target: ResourceType;
  readonly targetRef: ObjectRef;
  readonly decision: Decision;
  /** Why it is placed there, or not. */
  readonly why: string;
}

async function planCluster({ name: cluster, client }: OpenMember, place: Place): Promise<PlannedCluster> {
  const { target, targetRef, decision, why } = place;
  const intent = decision.chosen.get(cluster);
  try {
    const live = await find<KubeObject>(client, target, targetRef);
    if (live && decision.barred.has(cluster)) return { cluster, kind: 'left alone', why };
    const prospect = foresee(intent, live);
    if (!prospect) return { cluster, kind: 'not placed', why };
    if (prospect.kind === 'is deleted') return { cluster, kind: 'deleted', why };
    if (prospect.kind === 'is left alone' || !isIntent(intent))
      return { cluster, kind: 'left alone', why: 'why' in prospect ? prospect.why : '' };
    const options = { force: true, dryRun: true };
    const { object } = await client.apply(intent.type, targetRef, withRetained(intent, live), options);
    if (!live) return { cluster, kind: 'created' };
    const changes = changesBetween(contentOf(live), contentOf(object));
    if (prospect.kind === 'is adopted') return { cluster, kind: 'adopted', changes };
    return changes.length === 0 ? { cluster, kind: 'stays' } : { cluster, kind: 'changed', changes };
  } catch (error) {
    if (!(error instanceof ApiError)) return { cluster, kind: 'not asked', why: (error as Error).message };
    // The namespace comes with its FederatedNamespace, before what is in it.
    if (isNotFound(error) && intent)
      return { cluster, kind: 'created', why: `not tried there yet: ${error.serverMessage}` };
    return { cluster, kind: 'refused', why: error.serverMessage };
  }
}

/** Without what changes with every write, and what the cluster says of the object. */
function contentOf(object: KubeObject): Json {
  const { metadata, status: _, ...rest } = object as KubeObject & { readonly status?: unknown };
  const {
    managedFields: __,
    resourceVersion: ___,
    generation: ____,
    ...kept
  } = metadata as KubeObject['metadata'] & {
    readonly managedFields?: unknown;
  };
  return { ...rest, metadata: kept };
}
