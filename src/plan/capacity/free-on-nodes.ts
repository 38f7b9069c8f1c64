import type { FreeNodes, Resources } from '../schedule/facts.ts';
import { groupNodes } from './group-nodes.ts';
import { onAnyNode, type NodePredicate } from './node-choice.ts';
import type { NodeOffer } from './node-offer.ts';

/** What nodes have left for pods that may run on those that are meant: what they offer, less what pods there have requested. */
export function freeOnNodes(
  offers: ReadonlyMap<string, NodeOffer>,
  requested: ReadonlyMap<string, Resources>,
  isMeant: NodePredicate = onAnyNode,
): FreeNodes {
  const free: Resources[] = [];
  for (const [name, offer] of offers) if (isMeant(name, offer)) free.push(less(offer.allocatable, requested.get(name)));
  return groupNodes(free);
}

function less(allocatable: Resources, requested: Resources = {}): Resources {
  const left = Object.entries(allocatable).map(([resource, amount]) => [resource, amount - (requested[resource] ?? 0)]);
  return Object.fromEntries(left) as Resources;
}
