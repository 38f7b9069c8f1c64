import type { FreeNodes } from '../schedule/facts.ts';

/** Pods come and go all the time: to decide anew for each of them would never end. */
const noticeablePart = 0.02;

/**
 * Whether what is free has changed so much that replicas may go elsewhere for it: of some resource all nodes together,
 * or the freest of them, have 2 % more or less. Undefined is not known.
 */
export function isNoticeable(before: FreeNodes | undefined, after: FreeNodes | undefined): boolean {
  if (!before || !after) return before !== after;
  const resources = new Set([...Object.keys(before.free), ...Object.keys(after.free)]);
  return [...resources].some(
    (resource) =>
      isFar(sumOf(before, resource), sumOf(after, resource)) ||
      isFar(mostOf(before, resource), mostOf(after, resource)),
  );
}

function isFar(one: number, other: number): boolean {
  return Math.abs(one - other) > noticeablePart * Math.max(one, other);
}

function sumOf({ nodes, free }: FreeNodes, resource: string): number {
  return nodes.reduce((sum, count, group) => sum + count * (free[resource]?.[group] ?? 0), 0);
}

function mostOf({ free }: FreeNodes, resource: string): number {
  return Math.max(0, ...(free[resource] ?? []));
}
