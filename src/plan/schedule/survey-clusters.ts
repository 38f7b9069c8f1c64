import { fnv1 } from '../../base/fnv1.ts';
import type { Candidate } from './candidate.ts';
import type { Choice } from './choice.ts';
import type { ClusterFacts } from './facts.ts';
import { filterCluster } from './filter-clusters.ts';
import { roomIn } from './room.ts';
import type { LeftCluster } from './schedule-decision.ts';
import type { ScheduleInput } from './schedule-input.ts';
import type { ScheduleRule } from './schedule-rule.ts';
import { scoreCluster } from './score-cluster.ts';

/** What filters and scores say of all clusters. */
export interface Survey {
  readonly choices: Choice[];
  readonly left: LeftCluster[];
}

/** Asks filters and scores about every cluster; held are those that have the object, and returning those to get it back. */
export function surveyClusters(
  input: ScheduleInput,
  held: ReadonlyMap<string, number>,
  returning: ReadonlyMap<string, number>,
): Survey {
  const survey: Survey = { choices: [], left: [] };
  for (const cluster of input.clusters) {
    const candidate = candidateOf(cluster, held.has(cluster.name), input);
    const verdict = filterCluster(candidate, input);
    if (verdict?.kind === 'leave') {
      survey.left.push({ cluster: cluster.name, reason: verdict.reason, message: verdict.message });
    } else {
      survey.choices.push({
        ...candidate,
        isHeld: candidate.isHeld || returning.has(cluster.name),
        hold: verdict,
        score: scoreCluster(candidate, input),
        rank: fnv1(cluster.name + input.key),
      });
    }
  }
  return survey;
}

function candidateOf(cluster: ClusterFacts, isHeld: boolean, input: ScheduleInput): Candidate {
  const room = roomIn(cluster, input.workloads.get(cluster.name), input.requests);
  return { cluster, isHeld, tier: tierOf(cluster, input.rule), room };
}

function tierOf(cluster: ClusterFacts, { groups }: ScheduleRule): number {
  return groups.findIndex(({ has }) => has(cluster));
}
