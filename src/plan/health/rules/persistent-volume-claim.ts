import { degraded, healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { statusOf, textIn, type LiveObject } from '../live-object.ts';

export const persistentVolumeClaim: HealthRule = { group: '', kind: 'PersistentVolumeClaim', judge };

function judge(object: LiveObject): Verdict {
  const phase = textIn(statusOf(object), 'phase');
  if (phase === 'Bound') return healthy;
  return phase === 'Lost' ? degraded('its volume is lost') : progressing('it is not bound to a volume yet');
}
