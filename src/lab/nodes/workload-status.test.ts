import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workloadKinds, type Workload } from './workload-status.ts';

const now = '2026-01-01T00:00:00Z';
const later = '2026-01-01T00:10:00Z';

function workload(spec: NonNullable<Workload['spec']> = {}, annotations: Record<string, string> = {}): Workload {
  return { metadata: { name: 'web', namespace: 'shop', generation: 3, annotations }, spec };
}

function wanted(plural: string, subject: Workload, at = now) {
  const kind = workloadKinds.find(({ type }) => type.plural === plural);
  assert.ok(kind);
  return kind.wantedStatus(subject, at) as NonNullable<Workload['status']> | undefined;
}

/** What the API server would store after a merge patch of it. */
function stored(status: NonNullable<Workload['status']> | undefined): NonNullable<Workload['status']> {
  return Object.fromEntries(Object.entries(status ?? {}).filter(([, value]) => value !== null && value !== 0));
}

describe('workloadKinds', () => {
  for (const { type } of workloadKinds) {
    it(`write the status of ${type.plural} once`, () => {
      const before = workload({ replicas: 2 });
      const status = stored(wanted(type.plural, before));
      assert.equal(wanted(type.plural, { ...before, status }, later), undefined);
    });
  }

  it('make a Deployment available, with all its replicas', () => {
    const status = wanted('deployments', workload({ replicas: 4 }));
    assert.equal(status?.['availableReplicas'], 4);
    assert.equal(status['observedGeneration'], 3);
    assert.deepEqual(
      status.conditions?.map(({ type, status }) => `${type}=${status}`),
      ['Available=True', 'Progressing=True'],
    );
  });

  it('follow a change of replicas, and leave the times of conditions that stay', () => {
    const before = workload({ replicas: 1 });
    const status = stored(wanted('deployments', before));
    const after = wanted('deployments', { ...before, spec: { replicas: 5 }, status }, later);
    assert.equal(after?.['readyReplicas'], 5);
    assert.deepEqual(after.conditions, status.conditions);
  });

  it('keep a held workload from being ready', () => {
    const status = wanted('deployments', workload({ replicas: 2 }, { 'hansa-lab/ready': 'false' }));
    assert.equal(status?.['unavailableReplicas'], 2);
    assert.equal(status.conditions?.[0]?.status, 'False');
  });

  it('complete a Job, but none that is suspended', () => {
    const status = wanted('jobs', workload({ completions: 3 }));
    assert.equal(status?.['succeeded'], 3);
    assert.ok(status.conditions?.some(({ type }) => type === 'Complete'));
    assert.equal(wanted('jobs', workload({ suspend: true })), undefined);
  });
});
