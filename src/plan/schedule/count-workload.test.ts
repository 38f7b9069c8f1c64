import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from '../../base/timestamp.ts';
import type { ScheduledPod } from './count-pods.ts';
import { countWorkload, type WorkloadCount } from './count-workload.ts';

const seed = 20260101;
const now = parseTimestamp('2026-01-01T12:00:00Z');
const patience = 30_000;

function pod(phase: string, nodeName?: string, more: object = {}): ScheduledPod {
  return {
    metadata: { name: 'web', ...more },
    spec: { ...(nodeName !== undefined && { nodeName }) },
    status: { phase },
  };
}

/** Has looked for room for so many milliseconds. */
function roomless(forMs: number | undefined): ScheduledPod {
  const lastTransitionTime = forMs === undefined ? {} : { lastTransitionTime: formatTimestamp(now - forMs) };
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', ...lastTransitionTime };
  return { metadata: { name: 'web' }, spec: {}, status: { phase: 'Pending', conditions: [condition] } };
}

const running = pod('Running', 'node-1');
const starting = pod('Pending', 'node-1');
const deleted = { deletionTimestamp: '2026-01-01T12:00:00Z' };

function counted(asked: number, running: number, unschedulable: number, afterMs?: number): WorkloadCount {
  const facts = { asked, running, unschedulable };
  return afterMs === undefined ? { facts } : { facts, lookAgainAt: now + afterMs };
}

describe('countWorkload', () => {
  const cases: readonly [string, number, readonly ScheduledPod[], WorkloadCount][] = [
    ['none', 2, [], counted(2, 0, 0)],
    ['pods that have a node, whether they run already or not', 2, [running, starting], counted(2, 2, 0)],
    ['a pod that runs and does not say where', 1, [pod('Running')], counted(1, 1, 0)],
    ['pods that nobody has looked at yet', 1, [pod('Pending'), { metadata: { name: 'web' } }], counted(1, 0, 0)],
    ['pods that have come to an end', 2, [pod('Succeeded', 'node-1'), pod('Failed', 'node-1')], counted(2, 0, 0)],
    ['pods that are being deleted', 2, [pod('Running', 'node-1', deleted), roomless(0)], counted(2, 0, 0, 30_001)],
    ['pods that have looked for room for too long', 2, [running, roomless(31_000)], counted(2, 1, 1)],
    [
      'pods that look for room, and says when the first will have for too long',
      4,
      [running, roomless(31_000), roomless(30_000), roomless(10_000)],
      counted(4, 1, 1, 1),
    ],
    ['a pod that does not say since when it has found no room', 1, [roomless(undefined)], counted(1, 0, 0, 10_000)],
    ['what a rollout has on top of what is asked for', 1, [running, starting, roomless(31_000)], counted(1, 1, 0)],
    ['more without room than is asked for', 1, [roomless(31_000), roomless(32_000)], counted(1, 0, 1)],
    ['nothing where nothing is asked for', 0, [running, roomless(0)], counted(0, 0, 0)],
  ];
  for (const [what, asked, pods, expected] of cases) {
    it(`counts ${what}`, () => assert.deepEqual(countWorkload(asked, pods, now, patience), expected));
  }

  it('says when to look again: not before that does the count change, and then it does', () => {
    const any = fc.oneof(
      fc.constantFrom(running, starting),
      fc.integer({ min: 0, max: 60 }).map((s) => roomless(s * 1_000)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), fc.nat(8), (pods, asked) => {
        const { facts, lookAgainAt } = countWorkload(asked, pods, now, patience);
        assert.ok(facts.running + facts.unschedulable <= asked);
        const later = (at: number) => countWorkload(asked, pods, at, patience).facts;
        if (lookAgainAt === undefined) return assert.deepEqual(later(now + 600_000), facts);
        assert.deepEqual(later(lookAgainAt - 1), facts);
        assert.equal(later(lookAgainAt).unschedulable > facts.unschedulable, true);
      }),
      { seed, numRuns: 500 },
    );
  });
});
