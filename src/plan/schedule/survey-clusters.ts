import { fnv1 } from '../../base/fnv1.ts';
import type { Choice } from './choice.ts';
import type { ClusterFacts } from './facts.ts';
import { filterCluster } from './filter-clusters.ts';
import { needsOf, roomIn } from './room.ts';
import type { LeftCluster } from './group-left.ts';
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
  const needs = needsOf(input.requests);
  for (const cluster of input.clusters) {
    const room = roomIn(cluster, input.workloads.get(cluster.name), needs);
    const candidate = { cluster, isHeld: held.has(cluster.name), tier: tierOf(cluster, input.rule), room };
    const verdict = filterCluster(candidate, input);
    if (verdict?.kind === 'leave') {
      survey.left.push({ cluster: cluster.name, reason: verdict.reason, message: verdict.message });
    } else {
      survey.choices.push({
        cluster,
        tier: candidate.tier,
        room,
        isHeld: candidate.isHeld || returning.has(cluster.name),
        hold: verdict,
        score: scoreCluster(candidate, input),
        rank: fnv1(cluster.name + input.key),
      });
    }
  }
  return survey;
}

function tierOf(cluster: ClusterFacts, { groups }: ScheduleRule): number {
  return groups.findIndex(({ has }) => has(cluster));
}
