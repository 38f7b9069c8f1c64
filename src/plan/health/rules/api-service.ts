import { healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, saidBy, type LiveObject } from '../live-object.ts';

export const apiService: HealthRule = { group: 'apiregistration.k8s.io', kind: 'APIService', judge };

function judge(object: LiveObject): Verdict {
  const available = conditionOf(object, 'Available');
  if (available?.status === 'True') return healthy;
  return progressing(available ? saidBy(available, 'it is not available') : 'nobody has asked it yet');
}
