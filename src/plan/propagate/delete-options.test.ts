import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDeleteOptions, type MemberDeleteOptions } from './delete-options.ts';

describe('parseDeleteOptions', () => {
  const read: readonly [string | undefined, MemberDeleteOptions][] = [
    [undefined, {}],
    ['{}', {}],
    ['{"gracePeriodSeconds":0}', { gracePeriodSeconds: 0 }],
    ['{"propagationPolicy":"Orphan","gracePeriodSeconds":60}', { propagationPolicy: 'Orphan', gracePeriodSeconds: 60 }],
    ['{"kind":"DeleteOptions","preconditions":{"uid":"u"},"dryRun":["All"],"orphanDependents":true}', {}],
    ['{"gracePeriodSeconds":null,"propagationPolicy":null}', {}],
  ];
  for (const [annotation, options] of read) {
    it(`reads ${annotation ?? 'none'}`, () => assert.deepEqual(parseDeleteOptions(annotation), { ok: true, options }));
  }

  const refused: readonly [string, RegExp][] = [
    ['', /it is not a JSON object/],
    ['{"gracePeriod', /it is not a JSON object/],
    ['[]', /it is not a JSON object/],
    ['{"gracePeriodSeconds":"60"}', /gracePeriodSeconds must be a whole number of seconds, 0 or more/],
    ['{"gracePeriodSeconds":-1}', /gracePeriodSeconds must be/],
    ['{"propagationPolicy":"orphan"}', /propagationPolicy must be one of Orphan, Background, Foreground/],
  ];
  for (const [annotation, why] of refused) {
    it(`refuses ${annotation || 'an empty one'}, and says that nothing is deleted`, () => {
      const parsed = parseDeleteOptions(annotation);
      assert.ok(!parsed.ok);
      assert.match(parsed.message, why);
      assert.match(parsed.message, /nothing is deleted until then/);
    });
  }
});
