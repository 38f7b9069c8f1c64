import type { FreeNodes, Resources } from '../schedule/facts.ts';

/** What one node has of each resource, in a common order. */
type Row = readonly number[];

/** Nodes that stand together, and the cut that would tell most about them. */
interface Group {
  readonly rows: readonly Row[];
  readonly cut: Cut | undefined;
}

interface Cut {
  readonly column: number;
  /** Nodes that have less of it than this come on one side. */
  readonly below: number;
  /** By how much it parts its sides, as a part of all there is of the resource. */
  readonly gain: number;
}

/** Up to so many nodes all is exact, and room for an object is found in a microsecond. */
const mostGroups = 32;

/**
 * Puts nodes together that have about the same left, so that room is quickly found by what fits on one node. A group has
 * what its nodes have on average, so that nothing is lost in all. Where there are more nodes than groups, they are parted
 * greedily, each time where that tells most. Less than nothing counts as nothing.
 */
export function groupNodes(nodes: readonly Resources[], most: number = mostGroups): FreeNodes {
  const resources = resourcesOf(nodes);
  const rows = nodes.map((node) => resources.map((resource) => Math.max(0, node[resource] ?? 0)));
  const totals = resources.map((_, column) => sum(rows, column));
  const groups = rows.length === 0 ? [] : [groupOf(rows, totals)];
  while (groups.length < most) {
    const widest = groups.reduce((best, group, index) => (gainOf(group) > gainOf(groups[best]) ? index : best), 0);
    const { rows = [], cut } = groups[widest] ?? {};
    if (!cut) break;
    const isBelow = (row: Row) => (row[cut.column] ?? 0) < cut.below;
    const [lower, upper] = [rows.filter(isBelow), rows.filter((row) => !isBelow(row))];
    groups.splice(widest, 1, groupOf(lower, totals), groupOf(upper, totals));
  }
  const meansOf = (column: number) => groups.map(({ rows }) => sum(rows, column) / rows.length);
  return {
    nodes: groups.map(({ rows }) => rows.length),
    free: Object.fromEntries(resources.map((resource, column) => [resource, meansOf(column)])),
  };
}

function resourcesOf(nodes: readonly Resources[]): readonly string[] {
  const names = nodes.flatMap((node) => Object.keys(node).filter((name) => (node[name] ?? 0) > 0));
  return [...new Set(names)].sort();
}

function gainOf(group: Group | undefined): number {
  return group?.cut?.gain ?? 0;
}

function groupOf(rows: readonly Row[], totals: readonly number[]): Group {
  let best: Cut | undefined;
  for (const [column, total] of totals.entries()) {
    const cut = cutOf(rows, column, total);
    if (cut && cut.gain > (best?.gain ?? 0)) best = cut;
  }
  return { rows, cut: best };
}

function sum(rows: readonly Row[], column: number): number {
  return rows.reduce((total, row) => total + (row[column] ?? 0), 0);
}

/** Where to part nodes so that the least of those above is far above the least of all, and they are many. */
function cutOf(rows: readonly Row[], column: number, total: number): Cut | undefined {
  const values = Float64Array.from(rows, (row) => row[column] ?? 0).sort();
  const [least = 0] = values;
  let best: Cut | undefined;
  for (const [index, value] of values.entries()) {
    const gain = ((value - least) * (values.length - index)) / total;
    if (gain > (best?.gain ?? 0)) best = { column, below: value, gain };
  }
  return best;
}
