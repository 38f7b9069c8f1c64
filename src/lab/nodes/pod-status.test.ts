import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextStep } from './play-pods.ts';
import { podStatus, wantedNode, type Pod } from './pod-status.ts';

const now = '2026-01-01T00:00:00Z';
const job = [{ kind: 'Job' }];
const held = { annotations: { 'hansa-lab/ready': 'false' } };

function pod(
  metadata: Partial<Pod['metadata']> = {},
  spec: Partial<Pod['spec']> = {},
  status: Pod['status'] = {},
): Pod {
  const containers = [{ name: 'web', image: 'nginx' }];
  return { metadata: { name: 'web', namespace: 'shop', ...metadata }, spec: { containers, ...spec }, status };
}

/** The pod with the status its kubelet would report. */
function reported(before: Pod): Pod {
  return { ...before, status: podStatus(before, now, '10.244.0.1') };
}

describe('nextStep', () => {
  const bound = { nodeName: 'node-1' };
  const cases: readonly (readonly [what: string, pod: Pod, step: ReturnType<typeof nextStep>])[] = [
    ['a new pod is bound', pod(), 'bind'],
    ['a gated one waits', pod({}, { schedulingGates: [{ name: 'quota' }] }), 'none'],
    ['a bound one is reported', pod({}, bound), 'report'],
    ['and then left alone', reported(pod({}, bound)), 'none'],
    ['a held one is reported once too', reported(pod(held, bound)), 'none'],
    ['and again when it is held no longer', { ...reported(pod(held, bound)), metadata: pod().metadata }, 'report'],
    ["a Job's is over", reported(pod({ ownerReferences: job }, bound)), 'none'],
    ['a deleted one is removed by its kubelet', pod({ deletionTimestamp: now }, bound), 'remove'],
    ['or by the API server before it has one', pod({ deletionTimestamp: now }), 'none'],
  ];
  for (const [what, subject, step] of cases) it(what, () => assert.equal(nextStep(subject), step));
});

describe('podStatus', () => {
  it('has a pod run and be ready, its gates too', () => {
    const { status } = reported(pod({}, { readinessGates: [{ conditionType: 'shop/open' }] }));
    assert.equal(status?.phase, 'Running');
    assert.deepEqual(
      status.conditions?.map(({ type, status }) => `${type}=${status}`),
      ['PodScheduled=True', 'Initialized=True', 'ContainersReady=True', 'Ready=True', 'shop/open=True'],
    );
  });

  it("has a Job's pod succeed, unless it is held", () => {
    assert.equal(reported(pod({ ownerReferences: job })).status?.phase, 'Succeeded');
    const waiting = reported(pod({ ownerReferences: job, ...held }));
    assert.equal(waiting.status?.phase, 'Running');
  });

  it('keeps the address a pod has', () => {
    const before = pod({}, {}, { podIP: '10.244.7.7' });
    assert.equal(reported(before).status?.podIP, '10.244.7.7');
  });
});

describe('wantedNode', () => {
  it("is the one a DaemonSet's pod names", () => {
    const terms = [{ matchFields: [{ key: 'metadata.name', values: ['node-2'] }] }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
    assert.equal(wantedNode(pod({}, { affinity: { nodeAffinity } })), 'node-2');
    assert.equal(wantedNode(pod()), undefined);
  });
});
