import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePropagatedVersion } from './propagated-version.ts';
import { parsedValue } from './testing/assert-parsed.ts';

const metadata = { name: 'web', namespace: 'shop' };

describe('parsePropagatedVersion', () => {
  it('reads what was propagated', () => {
    const status = {
      templateVersion: '8a80554c91d9fca8acb82f023de02f11',
      overridesVersion: '2979b7538b527abe06492021841caf47',
      clusterVersions: [{ clusterName: 'member-1', version: 'gen:3' }],
    };
    assert.deepEqual(parsedValue(parsePropagatedVersion({ metadata, status })).status, status);
    assert.equal(parsedValue(parsePropagatedVersion({ metadata })).status, undefined);
  });
});
