import { degraded, healthy, progressing, suspended, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, saidBy, type LiveObject } from '../live-object.ts';

export const horizontalPodAutoscaler: HealthRule = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  judge,
};

function judge(object: LiveObject): Verdict {
  const able = conditionOf(object, 'AbleToScale');
  if (able === undefined) return progressing('its controller has not looked at it yet');
  if (able.status !== 'True') return degraded(saidBy(able, 'it cannot scale'));
  const active = conditionOf(object, 'ScalingActive');
  if (active?.status !== 'False') return healthy;
  // What it scales has no replicas: somebody switched it off.
  if (active.reason === 'ScalingDisabled') return suspended(saidBy(active, ''));
  return degraded(saidBy(active, 'it knows no number to scale by'));
}
