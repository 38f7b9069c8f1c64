import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTimestamp } from '../../base/timestamp.ts';
import { countPods, type ScheduledPod } from './count-pods.ts';

const now = parseTimestamp('2026-01-01T12:00:00Z');
const longAgo = '2026-01-01T11:50:00Z';

function pod(phase: string, ...conditions: NonNullable<ScheduledPod['status']>['conditions'] & object): ScheduledPod {
  return { metadata: { name: 'web' }, status: { phase, conditions } };
}

function unschedulable(lastTransitionTime: string, reason = 'Unschedulable'): ScheduledPod {
  return pod('Pending', { type: 'PodScheduled', status: 'False', reason, lastTransitionTime });
}

function born(pod: ScheduledPod, creationTimestamp: string): ScheduledPod {
  return { ...pod, metadata: { ...pod.metadata, creationTimestamp } };
}

const running = pod('Running', { type: 'Ready', status: 'True' });

describe('countPods', () => {
  const counts: readonly [string, readonly ScheduledPod[], ReturnType<typeof countPods>][] = [
    [
      "KubeFed's first vector",
      [
        running,
        running,
        running,
        unschedulable(longAgo),
        unschedulable(longAgo),
        unschedulable('2026-01-01T12:00:00Z'),
      ],
      { total: 6, running: 3, coming: 0, unschedulable: 2, isUndecided: true },
    ],
    [
      "KubeFed's second vector",
      [pod('Pending')],
      { total: 1, running: 0, coming: 0, unschedulable: 0, isUndecided: false },
    ],
    ['none', [], { total: 0, running: 0, coming: 0, unschedulable: 0, isUndecided: false }],
    [
      'a pod without a status',
      [{ metadata: { name: 'web' } }],
      { total: 1, running: 0, coming: 0, unschedulable: 0, isUndecided: false },
    ],
    [
      'running pods that are not ready, and one of which nothing is known',
      [pod('Running', { type: 'Ready', status: 'False' }), pod('Running')],
      { total: 2, running: 1, coming: 0, unschedulable: 0, isUndecided: false },
    ],
    [
      'pods whose minute is not quite over',
      [unschedulable('2026-01-01T11:59:00Z'), unschedulable('2026-01-01T11:58:59Z')],
      { total: 2, running: 0, coming: 0, unschedulable: 1, isUndecided: true },
    ],
    [
      'pods that wait for something else than room',
      [unschedulable(longAgo, 'SchedulingGated')],
      { total: 1, running: 0, coming: 0, unschedulable: 0, isUndecided: false },
    ],
    [
      'a pod that does not say since when',
      [pod('Pending', { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' })],
      { total: 1, running: 0, coming: 0, unschedulable: 0, isUndecided: true },
    ],
    [
      'pods that are new, looking for room or not, as coming',
      [
        born(pod('Pending'), '2026-01-01T11:50:00Z'),
        born(unschedulable('2026-01-01T11:59:30Z'), '2026-01-01T11:59:30Z'),
        born(unschedulable(longAgo), longAgo),
        born(pod('Pending'), '2026-01-01T11:49:59Z'),
        born(pod('Failed'), '2026-01-01T11:59:30Z'),
        born(running, '2026-01-01T11:59:30Z'),
      ],
      { total: 6, running: 1, coming: 2, unschedulable: 1, isUndecided: true },
    ],
    [
      'pods that are being deleted',
      [{ ...running, metadata: { name: 'web', deletionTimestamp: '2026-01-01T12:00:00Z' } }],
      { total: 0, running: 0, coming: 0, unschedulable: 0, isUndecided: false },
    ],
  ];
  for (const [what, pods, expected] of counts) {
    it(`counts ${what}`, () => assert.deepEqual(countPods(pods, now, 60_000), expected));
  }
});
