import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crdOf } from './crd.ts';
import { parseSchedulingPreference, schedulingPreferenceKind } from './scheduling-preference.ts';
import { assertParsed, parsedValue } from './testing/assert-parsed.ts';
import { schedulingPreferenceCases } from './testing/scheduling-preference-cases.ts';
import { structuralFaults } from './testing/structural-faults.ts';

describe('parseSchedulingPreference', () => {
  for (const each of schedulingPreferenceCases) {
    it(`${each.refused ? 'refuses' : 'accepts'} ${each.title}`, () => {
      const parsed = parseSchedulingPreference(each.object);
      assertParsed(parsed, each);
      if (!each.refused) assert.deepEqual(parsedValue(parsed).spec, each.object.spec);
    });
  }
});

describe('the CRD of SchedulingPreferences', () => {
  it('is structural', () => {
    const { metadata, spec } = crdOf(schedulingPreferenceKind);
    assert.equal(metadata.name, 'schedulingpreferences.scheduling.kubefed.io');
    for (const { schema } of spec.versions) assert.deepEqual(structuralFaults(schema.openAPIV3Schema), []);
  });
});
