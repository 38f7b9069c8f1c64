import type { FederatedObject } from '../../api/federated-object.ts';
import { federatedResource, replicasPathOf, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { parsePointer, valueAt } from '../../base/json-pointer.ts';
import type { Intent } from '../../plan/propagate/compose-intent.ts';
import { isIntent } from '../../plan/propagate/decide.ts';
import type { ScheduleInForce } from '../../plan/schedule/apply-schedule.ts';
import type { ExplainedDecision } from '../decision/decide-object.ts';

/** Whether and why one cluster has the object. */
export interface ClusterExplanation {
  readonly cluster: string;
  readonly placed: boolean;
  /** `spec.placement`, or who keeps it out. */
  readonly by: string;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly why: string;
  readonly replicas?: number;
  readonly replicasBy?: 'template' | 'preference' | 'override' | 'cluster';
  /** `OK`, what is wrong, or absent where the status says nothing. */
  readonly state?: string;
  readonly message?: string;
}

export interface Explanation {
  readonly kind: string;
  /** `namespace/name` */
  readonly object: string;
  /** Why nothing can be decided, if so. */
  readonly problem?: string;
  readonly notes: readonly string[];
  readonly clusters: readonly ClusterExplanation[];
}

/** Puts together what was decided about an object, and what became of it. */
export function explainObject(
  config: FederatedTypeConfig,
  object: FederatedObject,
  { federated, decision, reasons, schedule, overruled }: ExplainedDecision,
): Explanation {
  const path = replicasPathOf(config);
  const clusters = Array.from(reasons, ([cluster, { by, reason, text }]) => {
    const intent = decision.chosen.get(cluster);
    const told = object.status?.clusters?.find(({ name }) => name === cluster);
    return {
      cluster,
      placed: intent !== undefined,
      by,
      reason,
      why: text,
      ...(isIntent(intent) && path !== undefined ? replicasOf(intent, path, federated, schedule, cluster) : {}),
      ...(told ? { state: told.status ?? 'OK' } : {}),
      ...(told?.message === undefined ? {} : { message: told.message }),
    };
  });
  const strays = overruled.map((title) => `${title} is about it too, and does not count`);
  return {
    kind: federatedResource(config).kind,
    object: keyOf(refOf(object)),
    ...(decision.problem ? { problem: decision.problem.message } : {}),
    notes: [...decision.notes, ...strays],
    clusters: clusters.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
  };
}

function replicasOf(
  intent: Intent,
  path: string,
  { spec = {} }: FederatedObject,
  schedule: ScheduleInForce | undefined,
  cluster: string,
): Pick<ClusterExplanation, 'replicas' | 'replicasBy'> {
  const replicas = valueAt(intent.object, parsePointer(path) ?? []);
  if (typeof replicas !== 'number') return {};
  const operations = spec.overrides?.find(({ clusterName }) => clusterName === cluster)?.clusterOverrides ?? [];
  if (operations.some((one) => one.path === path)) return { replicas, replicasBy: 'override' };
  const taken = schedule?.decision?.taken.find(({ clusters }) => clusters.includes(cluster));
  if (taken?.replicas !== undefined && taken.reason !== 'Autoscaled') return { replicas, replicasBy: 'preference' };
  const isRetained = intent.retention?.fields.includes('replicas') === true;
  return { replicas, replicasBy: isRetained ? 'cluster' : 'template' };
}
