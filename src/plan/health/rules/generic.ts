import type { ReplicaCounts } from '../../../api/object-health.ts';
import { countReplicas } from '../count-replicas.ts';
import { degraded, healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, numberIn, saidBy, specOf, statusOf, type LiveObject } from '../live-object.ts';

/** For kinds without a rule of their own: the conditions that kstatus goes by, and the fields that scalable kinds share. */
export const generic: Pick<HealthRule, 'judge' | 'count'> = { judge, count };

function judge(object: LiveObject): Verdict {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return degraded(saidBy(stalled, 'it does not get on'));
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return progressing(saidBy(reconciling, 'it is being worked on'));
  for (const type of ['Ready', 'Available']) {
    const condition = conditionOf(object, type);
    if (condition !== undefined && condition.status !== 'True')
      return progressing(saidBy(condition, `it is not ${type.toLowerCase()}`));
  }
  return healthy;
}

const counted = ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas'];

/** Undefined where the status counts no replicas, whatever the spec asks for: then nobody knows how many there are. */
function count(object: LiveObject): ReplicaCounts | undefined {
  const isWanted = numberIn(specOf(object), 'replicas') !== undefined;
  const isCounted = counted.some((field) => numberIn(statusOf(object), field) !== undefined);
  return isWanted && isCounted ? countReplicas(object, 'updatedReplicas') : undefined;
}
