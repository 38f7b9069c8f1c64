import type { KubeObject } from '../../api/meta.ts';
import { isHeld } from './player-settings.ts';

interface NodeSelectorTerm {
  readonly matchFields?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}

/** A Pod, as far as a kubelet and a scheduler that only play look at it. */
export interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly schedulingGates?: readonly object[];
    readonly containers: readonly { readonly name: string; readonly image?: string }[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
        };
      };
    };
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly startTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** The node a pod insists on by name, as those of a DaemonSet do. */
export function wantedNode({ spec }: Pod): string | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const fields = terms.flatMap(({ matchFields }) => matchFields ?? []);
  return fields.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/** The phase a bound pod should be in: those of Jobs end, all others run on. */
function wantedPhase(pod: Pod): 'Running' | 'Succeeded' {
  const owners = (pod.metadata.ownerReferences ?? []) as readonly { readonly kind?: string }[];
  return owners.some(({ kind }) => kind === 'Job') && !isHeld(pod) ? 'Succeeded' : 'Running';
}

/** Whether a bound pod's status differs from what podStatus would make it. */
export function needsStatus(pod: Pod): boolean {
  const { phase = 'Pending', conditions = [] } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return phase !== wantedPhase(pod) || isReady === isHeld(pod);
}

/** The status of a bound pod as its kubelet would report it; now is an RFC 3339 time, ip its address if it has none yet. */
export function podStatus(pod: Pod, now: string, ip: string): object {
  const phase = wantedPhase(pod);
  const isReady = phase === 'Running' && !isHeld(pod);
  const podIP = pod.status?.podIP ?? ip;
  const startTime = pod.status?.startTime ?? now;
  const condition = (type: string, value: boolean) => ({
    type,
    status: value ? 'True' : 'False',
    lastTransitionTime: now,
  });
  const state =
    phase === 'Succeeded'
      ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: startTime, finishedAt: now } }
      : { running: { startedAt: startTime } };
  return {
    phase,
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP: '10.0.1.1',
    hostIPs: [{ ip: '10.0.1.1' }],
    startTime,
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', isReady),
      condition('Ready', isReady),
      ...(pod.spec.readinessGates ?? []).map(({ conditionType }) => condition(conditionType, isReady)),
    ],
    containerStatuses: pod.spec.containers.map(({ name, image = '' }) => {
      return { name, image, imageID: '', restartCount: 0, ready: isReady, started: phase === 'Running', state };
    }),
  };
}
