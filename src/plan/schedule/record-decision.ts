import { formatTimestamp, parseTimestamp } from '../../base/timestamp.ts';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { recordLeft } from './others-left.ts';
import type { ScheduleDecision, TakenCluster } from './schedule-decision.ts';

/** A decision made among some clusters as the status of its preference has it; those of which the same is said stand together. */
export function recordDecision(name: string, decision: ScheduleDecision, among: readonly string[]): RecordedDecision {
  const { outcome, message, group, taken, left, unplaced, limits, former, rebalanceRequest } = decision;
  return {
    name,
    outcome,
    message,
    ...(group !== undefined && { group }),
    taken: together(taken),
    ...recordLeft(left, among),
    unplaced,
    ...(limits.size > 0 && {
      limits: Array.from(limits, ([cluster, { replicas, since }]) => ({
        cluster,
        replicas,
        since: formatTimestamp(since),
      })),
    }),
    ...(former.size > 0 && { former: Array.from(former, ([cluster, replicas]) => ({ cluster, replicas })) }),
    ...(rebalanceRequest !== undefined && { rebalanceRequest }),
  };
}

/**
 * The decision that was recorded, for the next one to start from: who was left is not asked then, nor is it known when to
 * ask again, since whoever reads it asks at once.
 */
export function recallDecision(recorded: RecordedDecision): ScheduleDecision {
  const { outcome, message, group, taken, unplaced, limits = [], former = [], rebalanceRequest } = recorded;
  return {
    outcome,
    message,
    ...(group !== undefined && { group }),
    taken: apart(taken),
    left: [],
    unplaced,
    limits: new Map(
      limits.map(({ cluster, replicas, since }) => [cluster, { replicas, since: parseTimestamp(since) }]),
    ),
    former: new Map(former.map(({ cluster, replicas }) => [cluster, replicas])),
    ...(rebalanceRequest !== undefined && { rebalanceRequest }),
  };
}

type TakenTogether = RecordedDecision['taken'];

function together(taken: readonly TakenCluster[]): TakenTogether {
  const groups = new Map<string, Omit<TakenCluster, 'cluster'> & { readonly clusters: string[] }>();
  for (const { cluster, ...said } of taken) {
    const key = JSON.stringify([said.replicas ?? null, said.reason, said.message]);
    const group = groups.get(key);
    if (group) group.clusters.push(cluster);
    else groups.set(key, { clusters: [cluster], ...said });
  }
  return [...groups.values()];
}

function apart(taken: TakenTogether): TakenCluster[] {
  const clusters = taken.flatMap(({ clusters: names, ...said }) => names.map((cluster) => ({ cluster, ...said })));
  return clusters.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
