import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSchedulingPreference } from './scheduling-preference.ts';
import { assertParsed, parsedValue } from './testing/assert-parsed.ts';
import { schedulingPreferenceCases } from './testing/scheduling-preference-cases.ts';

describe('parseSchedulingPreference', () => {
  for (const each of schedulingPreferenceCases) {
    it(`${each.refused ? 'refuses' : 'accepts'} ${each.title}`, () => {
      const parsed = parseSchedulingPreference(each.object);
      assertParsed(parsed, each);
      if (!each.refused) assert.deepEqual(parsedValue(parsed).spec, each.object.spec);
    });
  }
});
