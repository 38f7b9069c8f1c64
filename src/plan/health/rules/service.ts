import { objectIn } from '../../../base/json.ts';
import { healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { itemsIn, specOf, statusOf, type LiveObject } from '../live-object.ts';

/** Only a load balancer has something to wait for. */
export const service: HealthRule = { group: '', kind: 'Service', judge };

function judge(object: LiveObject): Verdict {
  if (specOf(object)['type'] !== 'LoadBalancer') return healthy;
  const addresses = itemsIn(objectIn(statusOf(object)['loadBalancer']), 'ingress');
  return addresses.length > 0 ? healthy : progressing('its load balancer has no address yet');
}
