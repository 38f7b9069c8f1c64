import type { LeftClusters, ScheduleDecision } from './schedule-decision.ts';
import type { ScheduleInput } from './schedule-input.ts';

/** What would become of an object in one cluster that has it, or is to have it. */
export interface PreviewedCluster {
  readonly cluster: string;
  readonly change: 'stays' | 'comes' | 'goes';
  /** Absent where the replicas are not divided. */
  readonly replicasNow?: number;
  /** Absent where the replicas are not divided, or an autoscaler has the say. */
  readonly replicas?: number;
  readonly reason: string;
  readonly message: string;
}

/** What a decision would change of what runs. */
export interface SchedulePreview {
  readonly outcome: ScheduleDecision['outcome'];
  readonly message: string;
  /** Sorted by cluster. */
  readonly clusters: readonly PreviewedCluster[];
  /** Those that it leaves, whether it is there or not. */
  readonly left: readonly LeftClusters[];
  readonly unplaced: number;
}

/**
 * Compares what was decided with what runs; present are the names of the clusters that have the object. One of them of
 * which nothing was read is taken to have what it was given.
 */
export function previewSchedule(
  input: ScheduleInput,
  decision: ScheduleDecision,
  present: ReadonlySet<string>,
): SchedulePreview {
  const { outcome, message, taken, left, unplaced } = decision;
  const isDivided = input.rule.divide !== undefined;
  const given = new Map((input.previous?.taken ?? []).map(({ cluster, replicas }) => [cluster, replicas]));
  const clusters: PreviewedCluster[] = [];
  const add = (said: Omit<PreviewedCluster, 'replicasNow'>) => {
    const assumed = present.has(said.cluster) ? given.get(said.cluster) : undefined;
    const replicasNow = input.workloads.get(said.cluster)?.asked ?? assumed ?? 0;
    clusters.push(isDivided ? { ...said, replicasNow } : said);
  };
  for (const { cluster, replicas, reason, message: why } of taken) {
    const change = present.has(cluster) ? 'stays' : 'comes';
    const isSaid = replicas !== undefined && reason !== 'Autoscaled';
    add({ cluster, change, ...(isSaid && { replicas }), reason, message: why });
  }
  for (const { clusters: names, reason, message: why } of left) {
    for (const cluster of names.filter((name) => present.has(name)))
      add({ cluster, change: 'goes', ...(isDivided && { replicas: 0 }), reason, message: why });
  }
  return { outcome, message, clusters: clusters.sort(byCluster), left, unplaced };
}

function byCluster(one: PreviewedCluster, other: PreviewedCluster): number {
  return one.cluster < other.cluster ? -1 : 1;
}
