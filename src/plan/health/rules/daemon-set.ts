import { objectIn } from '../../../base/json.ts';
import type { ReplicaCounts } from '../../../api/object-health.ts';
import { healthy, partOf, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { countIn, specOf, statusOf, textIn, type LiveObject } from '../live-object.ts';

/** As `kubectl rollout status` has it; with OnDelete nobody but its owner updates pods. */
export const daemonSet: HealthRule = { group: 'apps', kind: 'DaemonSet', hasController: true, judge, count };

function judge(object: LiveObject): Verdict {
  const { wanted, ready, updated, available } = count(object);
  const isOnDelete = textIn(objectIn(specOf(object)['updateStrategy']), 'type') === 'OnDelete';
  if (!isOnDelete && updated < wanted) return progressing(partOf(updated, wanted, 'pod', 'updated'));
  if (ready < wanted) return progressing(partOf(ready, wanted, 'pod', 'ready'));
  return available < wanted ? progressing(partOf(available, wanted, 'pod', 'available')) : healthy;
}

function count(object: LiveObject): ReplicaCounts {
  const status = statusOf(object);
  return {
    wanted: countIn(status, 'desiredNumberScheduled'),
    ready: countIn(status, 'numberReady'),
    updated: countIn(status, 'updatedNumberScheduled'),
    available: countIn(status, 'numberAvailable'),
  };
}
