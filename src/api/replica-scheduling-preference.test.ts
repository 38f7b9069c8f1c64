import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseReplicaSchedulingPreference } from './replica-scheduling-preference.ts';
import { parsedValue } from './testing/assert-parsed.ts';

const metadata = { name: 'web', namespace: 'shop' };

describe('parseReplicaSchedulingPreference', () => {
  it('reads preferences by cluster', () => {
    const spec = {
      targetKind: 'FederatedDeployment',
      totalReplicas: 9,
      clusters: { '*': { weight: 1 }, 'member-1': { minReplicas: 2, maxReplicas: 4, weight: 3 } },
    };
    assert.deepEqual(parsedValue(parseReplicaSchedulingPreference({ metadata, spec })).spec, spec);
  });

  it('refuses more replicas than an int32 holds', () => {
    const spec = { targetKind: 'FederatedDeployment', totalReplicas: 2 ** 31 };
    const parsed = parseReplicaSchedulingPreference({ metadata, spec });
    assert.ok(!parsed.ok);
    assert.match(parsed.reasons.join(), /^spec\.totalReplicas: /);
  });
});
