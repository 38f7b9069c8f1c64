import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { isHeld } from './player-settings.ts';

/** A workload, as far as its status depends on it. */
export interface Workload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly suspend?: boolean;
  };
  readonly status?: WorkloadStatus;
}

interface WorkloadStatus {
  readonly [field: string]: unknown;
  readonly conditions?: readonly Condition[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

export interface WorkloadKind {
  readonly type: ResourceType;
  /** The status once everything the workload asks for is there, as a merge patch; undefined when it has it. */
  readonly wantedStatus: (workload: Workload, now: string) => object | undefined;
}

/** The kinds whose status a kube-controller-manager would keep. */
export const workloadKinds: readonly WorkloadKind[] = [
  kind('apps', 'deployments', 'Deployment', deploymentStatus),
  kind('apps', 'replicasets', 'ReplicaSet', replicaSetStatus),
  kind('apps', 'statefulsets', 'StatefulSet', statefulSetStatus),
  kind('apps', 'daemonsets', 'DaemonSet', daemonSetStatus),
  kind('batch', 'jobs', 'Job', jobStatus),
];

function kind(
  group: string,
  plural: string,
  name: string,
  statusOf: (workload: Workload, now: string) => WorkloadStatus | undefined,
): WorkloadKind {
  return {
    type: { group, version: 'v1', plural, kind: name, namespaced: true },
    wantedStatus(workload, now) {
      const wanted = statusOf(workload, now);
      return wanted === undefined || covers(workload.status ?? {}, wanted) ? undefined : wanted;
    },
  };
}

function deploymentStatus(workload: Workload, now: string): WorkloadStatus {
  const held = isHeld(workload);
  const replicas = workload.spec?.replicas ?? 1;
  const condition = (type: string, status: string, reason: string) =>
    kept(workload, { type, status }, { reason, message: '', lastUpdateTime: now, lastTransitionTime: now });
  return {
    ...replicaCounts(workload),
    updatedReplicas: replicas,
    unavailableReplicas: held ? replicas : null,
    conditions: [
      condition('Available', held ? 'False' : 'True', held ? 'MinimumReplicasUnavailable' : 'MinimumReplicasAvailable'),
      condition('Progressing', 'True', 'NewReplicaSetAvailable'),
    ],
  };
}

function replicaSetStatus(workload: Workload): WorkloadStatus {
  return { ...replicaCounts(workload), fullyLabeledReplicas: workload.spec?.replicas ?? 1 };
}

function statefulSetStatus(workload: Workload): WorkloadStatus {
  const replicas = workload.spec?.replicas ?? 1;
  const revisions = { currentRevision: 'lab', updateRevision: 'lab' };
  return { ...replicaCounts(workload), updatedReplicas: replicas, currentReplicas: replicas, ...revisions };
}

function daemonSetStatus(workload: Workload): WorkloadStatus {
  const ready = isHeld(workload) ? 0 : 1;
  return {
    observedGeneration: workload.metadata.generation,
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
  };
}

/** A Job that has ended is never written again, since its status is final; a suspended one waits. */
function jobStatus(workload: Workload, now: string): WorkloadStatus | undefined {
  const { conditions = [] } = workload.status ?? {};
  const isOver = conditions.some(({ type, status }) => type === 'Complete' && status === 'True');
  if (isOver || workload.spec?.suspend === true) return undefined;
  if (isHeld(workload)) return { startTime: workload.status?.['startTime'] ?? now, active: 1 };
  const condition = (type: string) => ({ type, status: 'True', lastProbeTime: now, lastTransitionTime: now });
  return {
    startTime: workload.status?.['startTime'] ?? now,
    completionTime: now,
    active: 0,
    ready: 0,
    succeeded: workload.spec?.completions ?? workload.spec?.parallelism ?? 1,
    uncountedTerminatedPods: {},
    conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
  };
}

function replicaCounts(workload: Workload): WorkloadStatus {
  const replicas = workload.spec?.replicas ?? 1;
  const ready = isHeld(workload) ? 0 : replicas;
  return {
    observedGeneration: workload.metadata.generation,
    replicas,
    readyReplicas: ready,
    availableReplicas: ready,
  };
}

/** The condition as the workload has it when its status is the wanted one already, so that its times stay. */
function kept({ status }: Workload, wanted: Condition, rest: object): Condition {
  const old = status?.conditions?.find(({ type }) => type === wanted.type);
  return old?.status === wanted.status ? old : { ...wanted, ...rest };
}

/** Whether a merge patch of wanted would change nothing in have. */
function covers(have: WorkloadStatus, wanted: WorkloadStatus): boolean {
  return Object.entries(wanted).every(([field, value]) => {
    if (value === null || value === 0) return !have[field];
    return JSON.stringify(have[field]) === JSON.stringify(value);
  });
}
