import { objectIn } from '../../../base/json.ts';
import type { ReplicaCounts } from '../../../api/object-health.ts';
import { countReplicas } from '../count-replicas.ts';
import { healthy, partOf, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { countIn, specOf, statusOf, textIn, type LiveObject } from '../live-object.ts';

/** As `kubectl rollout status` has it; with OnDelete nobody but its owner updates pods, so that it is well as it is. */
export const statefulSet: HealthRule = { group: 'apps', kind: 'StatefulSet', hasController: true, judge, count };

function judge(object: LiveObject): Verdict {
  const { wanted, ready, updated, available } = count(object);
  if (ready < wanted) return progressing(partOf(ready, wanted, 'replica', 'ready'));
  const strategy = objectIn(specOf(object)['updateStrategy']);
  if (textIn(strategy, 'type') !== 'OnDelete') {
    const partition = countIn(objectIn(strategy['rollingUpdate']), 'partition');
    const due = Math.max(0, wanted - partition);
    if (updated < due) return progressing(partOf(updated, due, 'replica', 'updated'));
    const { currentRevision, updateRevision } = statusOf(object);
    if (partition === 0 && currentRevision !== updateRevision)
      return progressing('its last old replicas are being replaced');
  }
  return available < wanted ? progressing(partOf(available, wanted, 'replica', 'available')) : healthy;
}

function count(object: LiveObject): ReplicaCounts {
  return countReplicas(object, 'updatedReplicas');
}
