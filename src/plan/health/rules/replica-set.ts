import type { ReplicaCounts } from '../../../api/object-health.ts';
import { countReplicas } from '../count-replicas.ts';
import { degraded, healthy, partOf, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, saidBy, type LiveObject } from '../live-object.ts';

const common = { hasController: true, judge, count } as const;

/** Neither updates pods that are there, so that each of them counts as updated. */
export const replicaSet: HealthRule = { group: 'apps', kind: 'ReplicaSet', ...common };
export const replicationController: HealthRule = { group: '', kind: 'ReplicationController', ...common };

function judge(object: LiveObject): Verdict {
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return degraded(saidBy(failure, 'its pods cannot be made'));
  const { wanted, ready, updated, available } = count(object);
  if (updated > wanted) return progressing(`${updated - wanted} of ${updated} replicas have still to end`);
  if (ready < wanted) return progressing(partOf(ready, wanted, 'replica', 'ready'));
  return available < wanted ? progressing(partOf(available, wanted, 'replica', 'available')) : healthy;
}

function count(object: LiveObject): ReplicaCounts {
  return countReplicas(object, 'replicas');
}
