import { degraded, healthy, progressing, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, saidBy, type LiveObject } from '../live-object.ts';

export const customResourceDefinition: HealthRule = {
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  judge,
};

function judge(object: LiveObject): Verdict {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return degraded(saidBy(names, 'its names are taken'));
  const schema = conditionOf(object, 'NonStructuralSchema');
  if (schema?.status === 'True') return degraded(saidBy(schema, 'its schema is not structural'));
  const isServed = conditionOf(object, 'Established')?.status === 'True';
  return isServed ? healthy : progressing('its type is not served yet');
}
