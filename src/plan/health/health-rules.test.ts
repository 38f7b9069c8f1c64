import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../base/json.ts';
import { createAssessor } from './assess.ts';
import { healthRules } from './health-rules.ts';
import type { LiveObject } from './live-object.ts';

interface Case {
  readonly what: string;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly metadata?: Partial<LiveObject['metadata']>;
  /** Health, and after a colon the message. */
  readonly is: string;
  /** wanted, ready, updated, available. */
  readonly counts?: readonly number[];
}

function condition(type: string, status: string, reason = '', message = ''): JsonObject {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

const seen = { observedGeneration: 2 };
const metadata = { name: 'web', namespace: 'shop', generation: 2 };
const spec = { replicas: 3 };
const allThere = { ...seen, replicas: 3, readyReplicas: 3, updatedReplicas: 3, availableReplicas: 3 };
const unseen = 'Progressing: its controller has not looked at its newest version yet';
const exceeded = 'ReplicaSet "web-5d9" has timed out progressing.';
const quota = 'pods "web-" is forbidden: exceeded quota';

const cases: Readonly<Record<string, readonly Case[]>> = {
  'Deployment.apps': [
    { what: 'is well with all its replicas', spec, status: allThere, is: 'Healthy', counts: [3, 3, 3, 3] },
    {
      what: 'is well with none when none are wanted',
      spec: { replicas: 0 },
      status: seen,
      is: 'Healthy',
      counts: [0, 0, 0, 0],
    },
    { what: 'is new', spec, is: unseen, counts: [3, 0, 0, 0] },
    { what: 'wants one where it does not say', spec: {}, status: seen, is: 'Progressing: 0 of 1 replicas are updated' },
    { what: 'has changed', spec, status: { ...allThere, observedGeneration: 1 }, is: unseen },
    {
      what: 'is being updated',
      spec,
      status: { ...allThere, updatedReplicas: 1 },
      is: 'Progressing: 1 of 3 replicas are updated',
      counts: [3, 3, 1, 3],
    },
    {
      what: 'has old replicas',
      spec,
      status: { ...allThere, replicas: 4 },
      is: 'Progressing: 1 old replica has still to end',
    },
    {
      what: 'has replicas that are not ready',
      spec,
      status: { ...allThere, readyReplicas: 2, availableReplicas: 2 },
      is: 'Progressing: 2 of 3 replicas are ready',
    },
    {
      what: 'has replicas that are only just ready',
      spec,
      status: { ...allThere, availableReplicas: 1 },
      is: 'Progressing: 1 of 3 replicas are available',
    },
    {
      what: 'does not get on',
      spec,
      status: {
        ...allThere,
        updatedReplicas: 1,
        conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', exceeded)],
      },
      is: `Degraded: ProgressDeadlineExceeded: ${exceeded}`,
      counts: [3, 3, 1, 3],
    },
    {
      what: 'may not make pods',
      spec,
      status: { ...seen, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quota)] },
      is: `Degraded: FailedCreate: ${quota}`,
    },
    { what: 'is paused', spec: { ...spec, paused: true }, status: allThere, is: 'Suspended: its rollout is paused' },
    {
      what: 'is being deleted',
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec,
      status: allThere,
      is: 'Progressing: it is being deleted',
    },
  ],
  'StatefulSet.apps': [
    {
      what: 'is well',
      spec,
      status: { ...allThere, currentRevision: 'a', updateRevision: 'a' },
      is: 'Healthy',
      counts: [3, 3, 3, 3],
    },
    { what: 'is new', spec, is: unseen },
    {
      what: 'is being started',
      spec,
      status: { ...seen, readyReplicas: 1 },
      is: 'Progressing: 1 of 3 replicas are ready',
    },
    {
      what: 'is being updated',
      spec,
      status: { ...allThere, updatedReplicas: 2 },
      is: 'Progressing: 2 of 3 replicas are updated',
    },
    {
      what: 'has one revision left',
      spec,
      status: { ...allThere, currentRevision: 'a', updateRevision: 'b' },
      is: 'Progressing: its last old replicas are being replaced',
    },
    {
      what: 'is updated as far as its partition',
      spec: { ...spec, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
      status: { ...allThere, updatedReplicas: 1, currentRevision: 'a', updateRevision: 'b' },
      is: 'Healthy',
      counts: [3, 3, 1, 3],
    },
    {
      what: 'is updated by its owner only',
      spec: { ...spec, updateStrategy: { type: 'OnDelete' } },
      status: { ...allThere, updatedReplicas: 0, currentRevision: 'a', updateRevision: 'b' },
      is: 'Healthy',
    },
    {
      what: 'has replicas that are only just ready',
      spec,
      status: { ...allThere, availableReplicas: 2 },
      is: 'Progressing: 2 of 3 replicas are available',
    },
  ],
  'DaemonSet.apps': [
    { what: 'is new', is: unseen, counts: [0, 0, 0, 0] },
    { what: 'has no node', status: { ...seen, desiredNumberScheduled: 0 }, is: 'Healthy' },
    {
      what: 'is on every node',
      status: { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2, numberAvailable: 2 },
      is: 'Healthy',
      counts: [2, 2, 2, 2],
    },
    {
      what: 'is being updated',
      status: { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberReady: 2 },
      is: 'Progressing: 1 of 2 pods are updated',
    },
    {
      what: 'is not ready',
      status: { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 1 },
      is: 'Progressing: 1 of 2 pods are ready',
    },
    {
      what: 'is only just ready',
      status: { ...seen, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1 },
      is: 'Progressing: 0 of 1 pods are available',
    },
    {
      what: 'is updated by its owner only',
      spec: { updateStrategy: { type: 'OnDelete' } },
      status: { ...seen, desiredNumberScheduled: 1, numberReady: 1, numberAvailable: 1 },
      is: 'Healthy',
    },
  ],
  'ReplicaSet.apps': [
    { what: 'is well', spec, status: allThere, is: 'Healthy', counts: [3, 3, 3, 3] },
    { what: 'is new', spec, is: unseen },
    {
      what: 'is being started',
      spec,
      status: { ...seen, replicas: 3, readyReplicas: 1 },
      is: 'Progressing: 1 of 3 replicas are ready',
      counts: [3, 1, 3, 0],
    },
    {
      what: 'is being made smaller',
      spec: { replicas: 1 },
      status: allThere,
      is: 'Progressing: 2 of 3 replicas have still to end',
    },
    {
      what: 'may not make pods',
      spec,
      status: { ...seen, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quota)] },
      is: `Degraded: FailedCreate: ${quota}`,
    },
  ],
  ReplicationController: [
    { what: 'is well', spec, status: allThere, is: 'Healthy', counts: [3, 3, 3, 3] },
    {
      what: 'is only just ready',
      spec,
      status: { ...allThere, availableReplicas: 0 },
      is: 'Progressing: 0 of 3 replicas are available',
    },
  ],
  'Job.batch': [
    { what: 'has not begun', spec: { completions: 2 }, is: 'Progressing: 0 of 2 completions, 0 active' },
    {
      what: 'runs',
      spec: { completions: 2 },
      status: { active: 1, succeeded: 1 },
      is: 'Progressing: 1 of 2 completions, 1 active',
    },
    { what: 'runs until one pod says so', spec: {}, status: { active: 3 }, is: 'Progressing: it runs, 3 active' },
    {
      what: 'is complete',
      spec: { completions: 2 },
      status: { succeeded: 2, conditions: [condition('Complete', 'True')] },
      is: 'Healthy',
    },
    {
      what: 'has failed',
      spec: { completions: 2 },
      status: {
        failed: 7,
        conditions: [
          condition('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit'),
        ],
      },
      is: 'Degraded: BackoffLimitExceeded: Job has reached the specified backoff limit',
    },
    {
      what: 'is about to fail',
      status: { conditions: [condition('FailureTarget', 'True', 'PodFailurePolicy')] },
      is: 'Degraded: PodFailurePolicy',
    },
    {
      what: 'is suspended',
      spec: { suspend: true },
      status: { conditions: [condition('Suspended', 'True')] },
      is: 'Suspended: it is suspended',
    },
  ],
  'CronJob.batch': [
    { what: 'waits for its time', spec: { schedule: '@daily' }, is: 'Healthy' },
    { what: 'is suspended', spec: { suspend: true }, is: 'Suspended: it is suspended' },
  ],
  Pod: [
    { what: 'runs', status: { phase: 'Running', conditions: [condition('Ready', 'True')] }, is: 'Healthy' },
    { what: 'has ended well', status: { phase: 'Succeeded' }, is: 'Healthy' },
    {
      what: 'has ended badly',
      status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' },
      is: 'Degraded: Evicted: The node was low on memory.',
    },
    { what: 'is new', is: 'Progressing: it is being started' },
    {
      what: 'finds no room',
      status: {
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available.')],
      },
      is: 'Progressing: Unschedulable: 0/3 nodes are available.',
    },
    {
      what: 'runs and is not ready',
      status: {
        phase: 'Running',
        conditions: [condition('Ready', 'False', 'ContainersNotReady', 'containers with unready status: [web]')],
      },
      is: 'Progressing: ContainersNotReady: containers with unready status: [web]',
    },
    {
      what: 'crashes',
      status: {
        phase: 'Running',
        containerStatuses: [
          { name: 'web', state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 2m40s' } } },
        ],
      },
      is: 'Degraded: container web: CrashLoopBackOff',
    },
    {
      what: 'has no image',
      status: {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'init', state: { waiting: { reason: 'ImagePullBackOff' } } }],
      },
      is: 'Degraded: container init: ImagePullBackOff',
    },
    {
      what: 'is being started',
      status: {
        phase: 'Pending',
        containerStatuses: [{ name: 'web', state: { waiting: { reason: 'ContainerCreating' } } }],
      },
      is: 'Progressing: it is being started',
    },
  ],
  PersistentVolumeClaim: [
    { what: 'is bound', status: { phase: 'Bound' }, is: 'Healthy' },
    { what: 'waits', status: { phase: 'Pending' }, is: 'Progressing: it is not bound to a volume yet' },
    { what: 'has lost its volume', status: { phase: 'Lost' }, is: 'Degraded: its volume is lost' },
  ],
  Service: [
    { what: 'is there', spec: { type: 'ClusterIP' }, status: { loadBalancer: {} }, is: 'Healthy' },
    {
      what: 'waits for an address',
      spec: { type: 'LoadBalancer' },
      status: { loadBalancer: {} },
      is: 'Progressing: its load balancer has no address yet',
    },
    {
      what: 'has an address',
      spec: { type: 'LoadBalancer' },
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } },
      is: 'Healthy',
    },
  ],
  'HorizontalPodAutoscaler.autoscaling': [
    { what: 'is new', is: 'Progressing: its controller has not looked at it yet' },
    {
      what: 'scales',
      status: { conditions: [condition('AbleToScale', 'True'), condition('ScalingActive', 'True')] },
      is: 'Healthy',
    },
    {
      what: 'cannot scale',
      status: { conditions: [condition('AbleToScale', 'False', 'FailedGetScale', 'no such Deployment')] },
      is: 'Degraded: FailedGetScale: no such Deployment',
    },
    {
      what: 'has no numbers',
      status: {
        conditions: [
          condition('AbleToScale', 'True'),
          condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics'),
        ],
      },
      is: 'Degraded: FailedGetResourceMetric: no metrics',
    },
    {
      what: 'is switched off',
      status: {
        conditions: [
          condition('AbleToScale', 'True'),
          condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count is zero'),
        ],
      },
      is: 'Suspended: ScalingDisabled: scaling is disabled since the replica count is zero',
    },
  ],
  'PodDisruptionBudget.policy': [
    { what: 'is new', is: unseen },
    { what: 'has room', status: { ...seen, currentHealthy: 3, desiredHealthy: 2 }, is: 'Healthy' },
    {
      what: 'has too few pods',
      status: { ...seen, currentHealthy: 1, desiredHealthy: 2 },
      is: 'Progressing: 1 of 2 pods are healthy',
    },
    {
      what: 'cannot count',
      status: { ...seen, conditions: [condition('DisruptionAllowed', 'False', 'SyncFailed', 'found no controllers')] },
      is: 'Degraded: SyncFailed: found no controllers',
    },
  ],
  'CustomResourceDefinition.apiextensions.k8s.io': [
    { what: 'is new', is: 'Progressing: its type is not served yet' },
    {
      what: 'is served',
      status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] },
      is: 'Healthy',
    },
    {
      what: 'has names that are taken',
      status: { conditions: [condition('NamesAccepted', 'False', 'PluralConflict', '"widgets" is taken')] },
      is: 'Degraded: PluralConflict: "widgets" is taken',
    },
    {
      what: 'has no structural schema',
      status: { conditions: [condition('NonStructuralSchema', 'True', 'Violations')] },
      is: 'Degraded: Violations',
    },
  ],
  'APIService.apiregistration.k8s.io': [
    { what: 'is new', is: 'Progressing: nobody has asked it yet' },
    { what: 'answers', status: { conditions: [condition('Available', 'True', 'Passed')] }, is: 'Healthy' },
    {
      what: 'does not answer',
      status: { conditions: [condition('Available', 'False', 'MissingEndpoints', 'no endpoints')] },
      is: 'Progressing: MissingEndpoints: no endpoints',
    },
  ],
  Namespace: [
    { what: 'is there', status: { phase: 'Active' }, is: 'Healthy' },
    { what: 'ends', status: { phase: 'Terminating' }, is: 'Progressing: it is Terminating' },
  ],
  'Widget.example.com': [
    { what: 'says nothing of itself', spec: { colour: 'red' }, is: 'Healthy' },
    { what: 'has a status of another form', status: 'fine' as unknown as JsonObject, is: 'Healthy' },
    { what: 'has changed', status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] }, is: unseen },
    { what: 'is ready', status: { ...seen, conditions: [condition('Ready', 'True')] }, is: 'Healthy' },
    {
      what: 'is not ready',
      status: { conditions: [condition('Ready', 'False', 'Waiting', 'for a disk')] },
      is: 'Progressing: Waiting: for a disk',
    },
    {
      what: 'does not know',
      status: { conditions: [condition('Ready', 'Unknown')] },
      is: 'Progressing: it is not ready',
    },
    {
      what: 'is not available',
      status: { conditions: [condition('Available', 'False')] },
      is: 'Progressing: it is not available',
    },
    {
      what: 'is reconciled',
      status: { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True', 'Scaling')] },
      is: 'Progressing: Scaling',
    },
    {
      what: 'is stalled',
      status: { conditions: [condition('Reconciling', 'True'), condition('Stalled', 'True', 'BadSpec')] },
      is: 'Degraded: BadSpec',
    },
    { what: 'counts replicas', spec, status: { replicas: 3, readyReplicas: 2 }, is: 'Healthy', counts: [3, 2, 0, 0] },
    { what: 'asks for replicas, and does not count them', spec, status: { phase: 'Running' }, is: 'Healthy' },
  ],
  'Ingress.networking.k8s.io': [
    {
      what: 'is well without an address, which not every controller writes',
      status: { loadBalancer: {} },
      is: 'Healthy',
    },
  ],
};

describe('health by kind', () => {
  for (const [name, known] of Object.entries(cases)) {
    const [kind = '', ...group] = name.split('.');
    const assess = createAssessor({ group: group.join('.'), kind });
    for (const { what, spec, status, metadata: more, is, counts } of known) {
      it(`${kind} that ${what}`, () => {
        const object = { metadata: { ...metadata, ...more }, ...(spec && { spec }), ...(status && { status }) };
        const { health, healthMessage, replicas } = assess(object);
        assert.equal(healthMessage === undefined ? health : `${health}: ${healthMessage}`, is);
        if (counts)
          assert.deepEqual(replicas && [replicas.wanted, replicas.ready, replicas.updated, replicas.available], counts);
      });
    }
  }

  it('has cases for every kind that has a rule', () => {
    const names = healthRules.map(({ group, kind }) => (group === '' ? kind : `${kind}.${group}`));
    assert.deepEqual(
      names.filter((name) => !(name in cases)),
      [],
    );
  });

  it('is said in one short line', () => {
    const message = `no\n  luck ${'x'.repeat(300)}`;
    const assess = createAssessor({ group: 'example.com', kind: 'Widget' });
    const { healthMessage = '' } = assess({
      metadata,
      status: { conditions: [condition('Stalled', 'True', '', message)] },
    } as LiveObject);
    assert.match(healthMessage, /^no luck x+\.\.\.$/);
    assert.equal(healthMessage.length, 200);
  });
});
