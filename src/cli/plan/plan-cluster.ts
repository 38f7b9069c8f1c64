import { changesBetween, type Change } from '../../base/changes.ts';
import type { Json } from '../../base/json.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../../api/meta.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import { isIntent, type Decision } from '../../plan/propagate/decide.ts';
import { isManaged } from '../../plan/propagate/decide-write.ts';
import { foresee } from '../../plan/propagate/foresee.ts';
import { withRetained } from '../../plan/propagate/retain.ts';
import { find } from '../apply-object.ts';
import type { OpenMember } from '../open-members.ts';

/** What would become of one object in one cluster. */
export interface PlannedCluster {
  readonly cluster: string;
  readonly kind:
    | 'stays'
    | 'created'
    | 'changed'
    | 'adopted'
    | 'deleted'
    | 'let go'
    | 'left alone'
    | 'refused'
    | 'not asked'
    | 'not placed';
  readonly changes?: readonly Change[];
  /** For people. */
  readonly why?: string;
}

/** One object in one cluster, and what was decided of it. */
export interface Place {
  readonly target: ResourceType;
  readonly targetRef: ObjectRef;
  readonly decision: Decision;
  /** Why it is placed there, or not. */
  readonly why: string;
  /** Whether objects that are there already and nobody's are taken over. */
  readonly adopt: boolean;
  /** Tells the host's own namespace, which is never deleted. */
  readonly mustStay: (live: KubeObject) => boolean;
}

/** Foresees what would become of it, and asks the cluster in a dry run where something would be written. */
export async function planCluster({ name: cluster, client }: OpenMember, place: Place): Promise<PlannedCluster> {
  const { target, targetRef, decision } = place;
  const intent = decision.chosen.get(cluster);
  try {
    const live = await find<KubeObject>(client, target, targetRef);
    const untried = planWithoutAsking(cluster, live, place);
    if (untried || !isIntent(intent)) return untried ?? { cluster, kind: 'not placed', why: place.why };
    const options = { force: true, dryRun: true };
    const { object } = await client.apply(intent.type, targetRef, withRetained(intent, live), options);
    if (!live) return { cluster, kind: 'created' };
    const changes = changesBetween(contentOf(live), contentOf(object));
    if (!isManaged(live)) return { cluster, kind: 'adopted', changes };
    return changes.length === 0 ? { cluster, kind: 'stays' } : { cluster, kind: 'changed', changes };
  } catch (error) {
    if (!(error instanceof ApiError)) return { cluster, kind: 'not asked', why: (error as Error).message };
    // The namespace comes with its FederatedNamespace, before what is in it.
    if (isNotFound(error) && intent)
      return { cluster, kind: 'created', why: `not tried there yet: ${error.serverMessage}` };
    return { cluster, kind: 'refused', why: error.serverMessage };
  }
}

/** What would become of it where nothing would be applied; undefined where something would. */
function planWithoutAsking(
  cluster: string,
  live: KubeObject | undefined,
  { decision, why, adopt, mustStay }: Place,
): PlannedCluster | undefined {
  if (live && decision.barred.has(cluster)) return { cluster, kind: 'left alone', why };
  const circumstances = { adopt, mustStay: live !== undefined && mustStay(live) };
  const prospect = foresee(decision.chosen.get(cluster), live, circumstances);
  if (!prospect) return { cluster, kind: 'not placed', why };
  if (prospect.kind === 'is deleted') return { cluster, kind: 'deleted', why };
  if (prospect.kind === 'is let go') return { cluster, kind: 'let go', why: `it is the host's own namespace; ${why}` };
  return prospect.kind === 'is left alone' ? { cluster, kind: 'left alone', why: prospect.why } : undefined;
}

/** What is said of a cluster that cannot be asked. */
export function notAsked(cluster: string, { chosen }: Decision): PlannedCluster {
  const kind = chosen.has(cluster) ? 'not asked' : 'not placed';
  return { cluster, kind, why: 'the cluster is not ready, so it is left as it is until then' };
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
