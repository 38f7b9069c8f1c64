import type { Candidate, ClusterFilter, Demand, Hold, Verdict } from './candidate.ts';
import { filterFits } from './filters/fits.ts';
import { filterInGroup } from './filters/in-group.ts';
import { filterReady } from './filters/ready.ts';
import { filterSpreadLabels } from './filters/spread-labels.ts';
import { filterTolerated } from './filters/tolerated.ts';

/** The first that lets a cluster leave gives the reason: what users said comes before what happened. */
const filters: readonly ClusterFilter[] = [filterInGroup, filterSpreadLabels, filterTolerated, filterReady, filterFits];

/** What all filters together say of a cluster: leaving outweighs holding, and several holds are one, the strictest. */
export function filterCluster(candidate: Candidate, demand: Demand): Verdict {
  let held: Hold | undefined;
  for (const filter of filters) {
    const verdict = filter(candidate, demand);
    if (verdict?.kind === 'leave') return verdict;
    if (verdict) held = held ? strictest(held, verdict) : verdict;
  }
  return held;
}

function strictest(one: Hold, other: Hold): Hold {
  const until = Math.min(one.until ?? Infinity, other.until ?? Infinity);
  return { ...(other.isFrozen ? other : one), ...(until < Infinity && { until }) };
}
