import { isJsonObject, objectIn, type Json } from '../../../base/json.ts';
import { degraded, healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, itemsIn, saidBy, statusOf, textIn, type LiveObject } from '../live-object.ts';

export const pod: HealthRule = { group: '', kind: 'Pod', judge };

/** Why kubelets have containers wait that will not start before somebody does something. */
const stuck: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

function judge(object: LiveObject): Verdict {
  const status = statusOf(object);
  const phase = textIn(status, 'phase');
  if (phase === 'Succeeded') return healthy;
  if (phase === 'Failed') {
    const said = { status: '', reason: textIn(status, 'reason'), message: textIn(status, 'message') };
    return degraded(saidBy(said, 'it has failed'));
  }
  const ready = conditionOf(object, 'Ready');
  if (phase === 'Running' && ready?.status === 'True') return healthy;
  const containers = [...itemsIn(status, 'initContainerStatuses'), ...itemsIn(status, 'containerStatuses')];
  const waiting = containers.map(waitingOf).find((text) => text !== undefined);
  if (waiting !== undefined) return degraded(waiting);
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False') return progressing(saidBy(scheduled, 'it has no node yet'));
  return progressing(ready?.status === 'False' ? saidBy(ready, 'it is not ready') : 'it is being started');
}

/** The reason alone: the message of a kubelet that tries again counts the time. */
function waitingOf(container: Json): string | undefined {
  if (!isJsonObject(container)) return undefined;
  const reason = textIn(objectIn(objectIn(container['state'])['waiting']), 'reason');
  return stuck.has(reason) ? `container ${textIn(container, 'name')}: ${reason}` : undefined;
}
