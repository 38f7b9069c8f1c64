import { objectIn, objectsIn, type JsonObject } from '../../base/json.ts';
import type { Resources } from '../schedule/facts.ts';
import { add, amountsIn, raise, type Amounts } from './resource-amounts.ts';

/**
 * What a pod with this spec takes of a node, by the rule of kube-scheduler: its containers and sidecars together, or the
 * most that is needed while it starts; what it asks for as a whole instead, where it does; its overhead; and one of the
 * pods that the node may have. Limits stand for requests that are not there, as the API server has it.
 */
export function podRequests(spec: JsonObject): Resources {
  const requests: Amounts = {};
  for (const container of objectsIn(spec['containers'])) add(requests, requestsIn(container));
  const sidecars: Amounts = {};
  const starting: Amounts = {};
  for (const container of objectsIn(spec['initContainers'])) {
    const own = requestsIn(container);
    // A sidecar stays; another one runs alone, beside the sidecars that were started before it.
    if (container['restartPolicy'] === 'Always') {
      add(requests, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      add(own, sidecars);
      raise(starting, own);
    }
  }
  raise(requests, starting);
  askAsAWhole(requests, objectIn(spec['resources']));
  add(requests, amountsIn(spec['overhead']));
  return { ...requests, pods: 1 };
}

function requestsIn({ resources }: JsonObject): Amounts {
  const { limits, requests } = objectIn(resources);
  return { ...amountsIn(limits), ...amountsIn(requests) };
}

/** What is asked for as a whole replaces the sum; a limit of the whole does where nothing else is said. */
function askAsAWhole(sum: Amounts, { limits, requests }: JsonObject): void {
  for (const [resource, amount] of Object.entries(amountsIn(limits))) sum[resource] ??= amount;
  Object.assign(sum, amountsIn(requests));
}
