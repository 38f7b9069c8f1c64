import { healthy, suspended, type HealthRule } from '../health-rule.ts';
import { specOf } from '../live-object.ts';

/** What its Jobs come to is theirs to tell. */
export const cronJob: HealthRule = {
  group: 'batch',
  kind: 'CronJob',
  judge: (object) => (specOf(object)['suspend'] === true ? suspended('it is suspended') : healthy),
};
