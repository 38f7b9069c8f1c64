import type { ReplicaCounts } from '../../../api/object-health.ts';
import { countReplicas } from '../count-replicas.ts';
import { degraded, healthy, partOf, progressing, suspended, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, countIn, saidBy, specOf, statusOf, type LiveObject } from '../live-object.ts';

/** In the order of `kubectl rollout status`; pods that cannot be made are told before the deadline is over. */
export const deployment: HealthRule = { group: 'apps', kind: 'Deployment', hasController: true, judge, count };

function judge(object: LiveObject): Verdict {
  const deadline = conditionOf(object, 'Progressing');
  if (deadline?.reason === 'ProgressDeadlineExceeded') return degraded(saidBy(deadline, ''));
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return degraded(saidBy(failure, 'its pods cannot be made'));
  if (specOf(object)['paused'] === true) return suspended('its rollout is paused');
  const { wanted, updated, ready, available } = count(object);
  if (updated < wanted) return progressing(partOf(updated, wanted, 'replica', 'updated'));
  const old = countIn(statusOf(object), 'replicas') - updated;
  if (old > 0) return progressing(`${old} old ${old === 1 ? 'replica has' : 'replicas have'} still to end`);
  if (ready < wanted) return progressing(partOf(ready, wanted, 'replica', 'ready'));
  return available < wanted ? progressing(partOf(available, wanted, 'replica', 'available')) : healthy;
}

function count(object: LiveObject): ReplicaCounts {
  return countReplicas(object, 'updatedReplicas');
}
