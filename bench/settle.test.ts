import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject, FederatedStatus } from '../src/api/federated-object.ts';
import { isReported } from './settle.ts';

const status: FederatedStatus = {
  observedGeneration: 2,
  conditions: [{ type: 'Propagation', status: 'True' }],
  clusters: [{ name: 'east' }, { name: 'west' }],
};
const metadata = { name: 'work-1', namespace: 'bench', generation: 2 };

describe('isReported', () => {
  it('is so when the status is of this generation, all is well, and no cluster is missing', () => {
    assert.ok(isReported({ metadata, status }, 2));
  });

  const others: Record<string, FederatedObject> = {
    'there is no status': { metadata },
    'the status is of an earlier generation': { metadata, status: { ...status, observedGeneration: 1 } },
    'something is wrong': { metadata, status: { ...status, conditions: [{ type: 'Propagation', status: 'False' }] } },
    'a cluster is missing': { metadata, status: { ...status, clusters: [{ name: 'east' }] } },
    'the object is on its way out': { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }, status },
  };
  for (const [what, object] of Object.entries(others)) {
    it(`is not so when ${what}`, () => assert.equal(isReported(object, 2), false));
  }
});
