import type { ReplicaCounts } from '../../api/object-health.ts';
import { countIn, numberIn, specOf, statusOf, type LiveObject } from './live-object.ts';

/** Counts what a workload of Kubernetes says of its replicas; updated is the field of its status that says how many are of its newest version. */
export function countReplicas(object: LiveObject, updated: 'updatedReplicas' | 'replicas'): ReplicaCounts {
  const status = statusOf(object);
  return {
    wanted: numberIn(specOf(object), 'replicas') ?? 1,
    ready: countIn(status, 'readyReplicas'),
    updated: countIn(status, updated),
    available: countIn(status, 'availableReplicas'),
  };
}
