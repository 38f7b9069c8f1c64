import type { Why } from './candidate.ts';
import type { LeftClusters } from './schedule-decision.ts';

interface Group extends LeftClusters {
  readonly clusters: string[];
}

/**
 * Puts together the clusters that are left for the same reason, by the places of their names. Whoever is not left has
 * no reason.
 */
export function groupLeft(names: readonly string[], whyAt: (place: number) => Why | undefined): LeftClusters[] {
  const groups = new Map<string, Group>();
  const quick = new Map<Why, Group>();
  for (const [place, name] of names.entries()) {
    const why = whyAt(place);
    if (!why) continue;
    const known = quick.get(why);
    if (known) known.clusters.push(name);
    else quick.set(why, addTo(groups, why, name));
  }
  return Array.from(groups)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group);
}

/** Texts count, not the objects that have them. */
function addTo(groups: Map<string, Group>, { reason, message }: Why, cluster: string): Group {
  const text = `${reason} ${message}`;
  const group = groups.get(text);
  group?.clusters.push(cluster);
  const grown = group ?? { clusters: [cluster], reason, message };
  groups.set(text, grown);
  return grown;
}
