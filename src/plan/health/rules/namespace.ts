import { healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { statusOf, textIn, type LiveObject } from '../live-object.ts';

export const namespace: HealthRule = { group: '', kind: 'Namespace', judge };

function judge(object: LiveObject): Verdict {
  const phase = textIn(statusOf(object), 'phase');
  return phase === 'Active' || phase === '' ? healthy : progressing(`it is ${phase}`);
}
