import type { Candidate, Capacity, CapacityFilter, ClusterFilter, Hold, Verdict } from './candidate.ts';
import { filterFits } from './filters/fits.ts';
import { filterInGroup } from './filters/in-group.ts';
import { filterReady } from './filters/ready.ts';
import { filterSpreadLabels } from './filters/spread-labels.ts';
import { filterTolerated } from './filters/tolerated.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** The first that lets a cluster leave gives the reason: what users said comes before what happened. */
const clusterFilters: readonly ClusterFilter[] = [filterInGroup, filterSpreadLabels, filterTolerated, filterReady];
const capacityFilters: readonly CapacityFilter[] = [filterFits];

/** What is said of a cluster whatever the object: leaving outweighs holding, and several holds are one, the strictest. */
export function filterCluster(candidate: Candidate, rule: ScheduleRule): Verdict {
  let verdict: Verdict;
  for (const filter of clusterFilters) {
    verdict = both(verdict, filter(candidate, rule));
    if (verdict?.kind === 'leave') return verdict;
  }
  return verdict;
}

/** What is said of it once it is known what the object needs; so far is what was said before that. */
export function filterCapacity(soFar: Hold | undefined, capacity: Capacity, rule: ScheduleRule): Verdict {
  let verdict: Verdict = soFar;
  for (const filter of capacityFilters) {
    verdict = both(verdict, filter(capacity, rule));
    if (verdict?.kind === 'leave') return verdict;
  }
  return verdict;
}

function both(one: Verdict, other: Verdict): Verdict {
  if (one?.kind !== 'hold' || other?.kind !== 'hold') return other ?? one;
  const until = Math.min(one.until ?? Infinity, other.until ?? Infinity);
  return { ...(other.isFrozen ? other : one), ...(until < Infinity && { until }) };
}
