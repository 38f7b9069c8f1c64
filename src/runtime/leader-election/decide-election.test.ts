import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideClaim, isFormerLive, seeLock, type SeenLock } from './decide-election.ts';
import { formerRecordOf, recordOfLease, type FormerRecord } from './lock-record.ts';

const held = { holder: 'other', leaseDurationMs: 15_000 };

describe('decideClaim', () => {
  const cases: [what: string, seen: SeenLock | undefined, now: number, step: string][] = [
    ['a lock that is not there', undefined, 0, 'claim'],
    ['a lock that was given back', { record: { ...held, holder: '' }, version: '1', since: 0 }, 0, 'claim'],
    ['our own, after an answer got lost', { record: { ...held, holder: 'me' }, version: '1', since: 0 }, 0, 'claim'],
    ["another's, just renewed", { record: held, version: '1', since: 0 }, 0, 'wait'],
    ["another's, in its last moment", { record: held, version: '1', since: 0 }, 14_999, 'wait'],
    ["another's, silent too long", { record: held, version: '1', since: 0 }, 15_000, 'claim'],
  ];
  for (const [what, seen, now, step] of cases) {
    it(`says ${step} to ${what}`, () => assert.equal(decideClaim('me', seen, now).do, step));
  }
});

describe('seeLock', () => {
  it('counts from when a version was first seen, not from what others write', () => {
    const first = seeLock(undefined, held, '1', 100);
    assert.equal(seeLock(first, held, '1', 5_000).since, 100);
    assert.equal(seeLock(first, held, '2', 5_000).since, 5_000);
  });
});

describe('isFormerLive', () => {
  const wall = Date.UTC(2026, 0, 1, 12);
  const seen = (change: Partial<FormerRecord> = {}): SeenLock<FormerRecord> => ({
    record: { ...held, renewedAt: wall - 2_000, ...change },
    version: 'text',
    since: 0,
  });

  it('waits for a KubeFed that renewed lately, until it has been silent', () => {
    assert.equal(isFormerLive(seen(), 14_999, wall), true);
    assert.equal(isFormerLive(seen(), 15_000, wall), false);
  });

  it('does not wait for one that left its lock behind, nor for one that gave it back', () => {
    assert.equal(isFormerLive(seen({ renewedAt: wall - 3_600_000 }), 0, wall), false);
    assert.equal(isFormerLive(seen({ renewedAt: Number.NaN }), 0, wall), false);
    assert.equal(isFormerLive(seen({ holder: '' }), 0, wall), false);
    assert.equal(isFormerLive(undefined, 0, wall), false);
  });

  it('waits for one whose clock is ahead or behind', () => {
    assert.equal(isFormerLive(seen({ renewedAt: wall + 600_000 }), 0, wall), true);
    assert.equal(isFormerLive(seen({ renewedAt: wall - 600_000 }), 0, wall), true);
  });
});

describe('records', () => {
  it('reads what KubeFed writes into its ConfigMap', () => {
    const text =
      '{"holderIdentity":"pod_1","leaseDurationSeconds":15,"acquireTime":"2026-01-01T11:00:00Z","renewTime":"2026-01-01T12:00:00Z","leaderTransitions":3}';
    const metadata = { name: 'lock', annotations: { 'control-plane.alpha.kubernetes.io/leader': text } };
    const record = { holder: 'pod_1', leaseDurationMs: 15_000, renewedAt: Date.UTC(2026, 0, 1, 12) };
    assert.deepEqual(formerRecordOf({ metadata }), { text, record });
    assert.equal(formerRecordOf({ metadata: { name: 'lock' } }), undefined);
  });

  for (const text of ['', 'null', '7', '{"holderIdentity":7}']) {
    it(`takes ${JSON.stringify(text)} for held by nobody`, () => {
      const metadata = { name: 'lock', annotations: { 'control-plane.alpha.kubernetes.io/leader': text } };
      assert.equal(formerRecordOf({ metadata })?.record.holder, '');
    });
  }

  it('takes a Lease without a duration for one that is over', () => {
    assert.deepEqual(recordOfLease({ metadata: { name: 'lock' }, spec: { holderIdentity: 'other' } }), {
      holder: 'other',
      leaseDurationMs: 0,
    });
    assert.deepEqual(recordOfLease({ metadata: { name: 'lock' } }), { holder: '', leaseDurationMs: 0 });
  });
});
