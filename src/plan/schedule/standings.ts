import type { Leave } from './candidate.ts';
import type { ClusterFacts } from './facts.ts';
import { filterCluster } from './filter-clusters.ts';
import type { Roster } from './roster.ts';
import type { ScheduleRule, ShareRule } from './schedule-rule.ts';
import { scoreCluster } from './score-cluster.ts';

/** Clusters that are equally good: of one tier, and with one score. */
export interface MeritClass {
  readonly tier: number;
  readonly places: Int32Array;
}

/** What a rule says of clusters, whatever the object. Lists are by the place of a cluster in the roster. */
export interface Standings {
  readonly roster: Roster;
  /** The place of its group in the rule; negative where it is in none. */
  readonly tiers: Int32Array;
  readonly scores: Float64Array;
  /** Why it cannot come in; undefined where it can. */
  readonly refusals: readonly (Leave | undefined)[];
  readonly shares: readonly ShareRule[];
  /** The best first; every cluster that is in a group is in one of them. */
  readonly classes: readonly MeritClass[];
}

/** That of a cluster of which the rule says nothing. */
export const anyShare: ShareRule = { has: () => true, least: 0, most: Infinity, weight: 1, priority: 0 };
const latest = new WeakMap<ScheduleRule, Standings>();

/** The standings of these clusters. Only those of which facts changed since the last time are looked at again. */
export function standingsOf(rule: ScheduleRule, roster: Roster): Standings {
  const former = latest.get(rule);
  if (former?.roster === roster) return former;
  const changes = former && roster.changesSince(former.roster);
  const standings = former && changes ? changed(rule, roster, former, changes) : begun(rule, roster);
  latest.set(rule, standings);
  return standings;
}

function begun(rule: ScheduleRule, roster: Roster): Standings {
  const size = roster.clusters.length;
  const columns = { tiers: new Int32Array(size), scores: new Float64Array(size), refusals: [], shares: [] };
  fill(columns, roster, rule, roster.names.keys());
  return { roster, ...columns, classes: classesOf(columns) };
}

function changed(rule: ScheduleRule, roster: Roster, former: Standings, places: readonly number[]): Standings {
  const columns = {
    tiers: former.tiers.slice(),
    scores: former.scores.slice(),
    refusals: [...former.refusals],
    shares: [...former.shares],
  };
  fill(columns, roster, rule, places);
  const isAlike = places.every(
    (place) => columns.tiers[place] === former.tiers[place] && columns.scores[place] === former.scores[place],
  );
  return { roster, ...columns, classes: isAlike ? former.classes : classesOf(columns) };
}

interface Columns {
  readonly tiers: Int32Array;
  readonly scores: Float64Array;
  readonly refusals: (Leave | undefined)[];
  readonly shares: ShareRule[];
}

function fill(columns: Columns, roster: Roster, rule: ScheduleRule, places: Iterable<number>): void {
  const refusals = new Map<string, Leave>();
  for (const place of places) {
    const cluster = roster.clusters[place];
    if (!cluster) continue;
    const tier = tierOf(cluster, rule);
    columns.tiers[place] = tier;
    columns.scores[place] = scoreCluster(cluster, rule);
    columns.refusals[place] = refusalOf(cluster, tier, rule, refusals);
    columns.shares[place] = shareOf(cluster, rule) ?? anyShare;
  }
}

function tierOf(cluster: ClusterFacts, { groups }: ScheduleRule): number {
  return groups.findIndex(({ has }) => has(cluster));
}

function shareOf(cluster: ClusterFacts, { divide }: ScheduleRule): ShareRule | undefined {
  return divide?.shares.find(({ has }) => has(cluster));
}

/** What is said of many is one object, so that it is quickly put together. */
function refusalOf(
  cluster: ClusterFacts,
  tier: number,
  rule: ScheduleRule,
  known: Map<string, Leave>,
): Leave | undefined {
  const verdict = filterCluster({ cluster, tier, isHeld: false }, rule);
  if (verdict?.kind !== 'leave') return undefined;
  const text = `${verdict.reason} ${verdict.message}`;
  const refusal = known.get(text) ?? verdict;
  known.set(text, refusal);
  return refusal;
}

function classesOf({ tiers, scores }: Columns): MeritClass[] {
  const places = [...tiers.keys()].filter((place) => (tiers[place] ?? -1) >= 0);
  const compare = (a: number, b: number) => (tiers[a] ?? 0) - (tiers[b] ?? 0) || (scores[b] ?? 0) - (scores[a] ?? 0);
  places.sort(compare);
  const classes: number[][] = [];
  for (const place of places) {
    const last = classes.at(-1);
    if (last && compare(last[0] ?? 0, place) === 0) last.push(place);
    else classes.push([place]);
  }
  return classes.map((members) => ({ tier: tiers[members[0] ?? 0] ?? 0, places: Int32Array.from(members) }));
}
