import { degraded, healthy, partOf, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, countIn, saidBy, statusOf, type LiveObject } from '../live-object.ts';

export const podDisruptionBudget: HealthRule = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  hasController: true,
  judge,
};

function judge(object: LiveObject): Verdict {
  const allowed = conditionOf(object, 'DisruptionAllowed');
  if (allowed?.reason === 'SyncFailed') return degraded(saidBy(allowed, ''));
  const status = statusOf(object);
  const [now, least] = [countIn(status, 'currentHealthy'), countIn(status, 'desiredHealthy')];
  return now < least ? progressing(partOf(now, least, 'pod', 'healthy')) : healthy;
}
