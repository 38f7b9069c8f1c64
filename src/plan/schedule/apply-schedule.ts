import type { Exclusion } from '../../api/federated-object.ts';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';

/** What the preference of one object says of it now. */
export interface ScheduleInForce {
  /** `SchedulingPreference shop/web`. */
  readonly title: string;
  /** Absent while it has not decided about the object. Clusters it does not name are none that it decided about. */
  readonly decision?: RecordedDecision;
  /** Why it cannot be followed. */
  readonly fault?: string;
}

/** The replicas of one cluster: so many, or those that the cluster has. */
export type ClusterReplicas = number | 'its own';

export interface ApplyInput {
  /** Names of the clusters that are allowed. */
  readonly allowed: readonly string[];
  /** Absent where no preference is about the object: then it goes to all that are allowed. */
  readonly schedule: ScheduleInForce | undefined;
  /** Names of the clusters that have the object now. */
  readonly present: ReadonlySet<string>;
  /** Those that keep it though policies do not allow it any more: no preference decides about them. */
  readonly kept: ReadonlySet<string>;
}

export interface AppliedSchedule {
  /** In the order of allowed. */
  readonly chosen: readonly string[];
  /** Of chosen clusters; one that is left out has the replicas of the template. */
  readonly replicas: ReadonlyMap<string, ClusterReplicas>;
  /** Allowed clusters it does not go to, and why; in the order of allowed. */
  readonly left: readonly Exclusion[];
  /** Those of left about which nothing is decided, and that are not known to have it: nothing may be removed there. */
  readonly barred: readonly string[];
  /** For people. */
  readonly notes: readonly string[];
}

/** Takes of the allowed clusters those that the schedule takes. Where nothing is decided, all stays as it is. */
export function applySchedule({ allowed, schedule, present, kept }: ApplyInput): AppliedSchedule {
  if (!schedule) return { chosen: allowed, replicas: new Map(), left: [], barred: [], notes: [] };
  const { title, decision, fault } = schedule;
  const [taken, leaves, waiting] = [takenBy(decision), leftBy(decision), waitingReason(schedule)];
  const chosen: string[] = [];
  const replicas = new Map<string, ClusterReplicas>();
  const left: Exclusion[] = [];
  const barred: string[] = [];
  for (const cluster of allowed) {
    const part = taken.get(cluster);
    const why = kept.has(cluster) ? undefined : leaves.get(cluster);
    if (part) {
      chosen.push(cluster);
      if (part.replicas !== undefined) replicas.set(cluster, part.replicas);
    } else if (why) {
      left.push({ cluster, by: title, ...why });
    } else if (present.has(cluster)) {
      chosen.push(cluster);
      replicas.set(cluster, 'its own');
    } else {
      barred.push(cluster);
      left.push({ cluster, by: title, ...waiting });
    }
  }
  return { chosen, replicas, left, barred, notes: notesOn(title, decision, fault) };
}

/** The clusters that a schedule has decided to leave. */
export function leftClusters(schedule: ScheduleInForce | undefined): ReadonlySet<string> {
  return new Set((schedule?.decision?.left ?? []).flatMap(({ clusters = [] }) => clusters));
}

interface Reason {
  readonly reason: string;
  readonly message: string;
}

function takenBy(
  decision: RecordedDecision | undefined,
): Map<string, { readonly replicas: ClusterReplicas | undefined }> {
  const taken = new Map<string, { readonly replicas: ClusterReplicas | undefined }>();
  for (const { clusters, replicas, reason } of decision?.taken ?? []) {
    const part = { replicas: reason === 'Autoscaled' ? ('its own' as const) : replicas };
    for (const cluster of clusters) taken.set(cluster, part);
  }
  return taken;
}

function leftBy(decision: RecordedDecision | undefined): Map<string, Reason> {
  const left = new Map<string, Reason>();
  for (const { clusters = [], reason, message } of decision?.left ?? []) {
    for (const cluster of clusters) left.set(cluster, { reason, message });
  }
  return left;
}

function waitingReason({ decision, fault }: ScheduleInForce): Reason {
  if (fault !== undefined) return { reason: 'PreferenceBroken', message: fault };
  const message = decision ? 'it has not been decided about this cluster yet' : 'nothing has been decided yet';
  return { reason: 'NotDecided', message };
}

function notesOn(title: string, decision: RecordedDecision | undefined, fault: string | undefined): string[] {
  if (fault !== undefined) return [`${title} cannot be followed: ${fault}`];
  if (!decision) return [`${title} has not decided yet`];
  return decision.outcome === 'Unschedulable' || decision.unplaced > 0 ? [`${title}: ${decision.message}`] : [];
}
