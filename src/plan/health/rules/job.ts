import { degraded, healthy, progressing, suspended, type HealthRule, type Verdict } from '../health-rule.ts';
import { conditionOf, countIn, numberIn, saidBy, specOf, statusOf, type LiveObject } from '../live-object.ts';

/** Well once it is complete: a Job is there to end. */
export const job: HealthRule = { group: 'batch', kind: 'Job', judge };

function judge(object: LiveObject): Verdict {
  for (const type of ['Failed', 'FailureTarget']) {
    const failure = conditionOf(object, type);
    if (failure?.status === 'True') return degraded(saidBy(failure, 'it has failed'));
  }
  if (conditionOf(object, 'Complete')?.status === 'True') return healthy;
  const spec = specOf(object);
  if (spec['suspend'] === true) return suspended('it is suspended');
  const status = statusOf(object);
  const wanted = numberIn(spec, 'completions');
  const done = countIn(status, 'succeeded');
  const active = `${countIn(status, 'active')} active`;
  return progressing(wanted === undefined ? `it runs, ${active}` : `${done} of ${wanted} completions, ${active}`);
}
