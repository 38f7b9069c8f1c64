import { isJsonObject } from '../../base/json.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { federatedResource, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { isIntent } from '../../plan/propagate/decide.ts';
import type { ExplainedDecision } from '../decision/decide-object.ts';

/** Whether and why one cluster has the object. */
export interface ClusterExplanation {
  readonly cluster: string;
  readonly placed: boolean;
  /** `spec.placement`, or who keeps it out. */
  readonly by: string;
  readonly why: string;
  readonly replicas?: number;
  readonly replicasBy?: 'template' | 'override' | 'cluster';
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
  { decision, reasons }: ExplainedDecision,
): Explanation {
  const clusters = Array.from(reasons, ([cluster, { by, text }]) => {
    const intent = decision.chosen.get(cluster);
    const told = object.status?.clusters?.find(({ name }) => name === cluster);
    return {
      cluster,
      placed: intent !== undefined,
      by,
      why: text,
      ...(isIntent(intent) ? replicasOf(intent.object, object, cluster) : {}),
      ...(told ? { state: told.status ?? 'OK' } : {}),
      ...(told?.message === undefined ? {} : { message: told.message }),
    };
  });
  return {
    kind: federatedResource(config).kind,
    object: keyOf(refOf(object)),
    ...(decision.problem ? { problem: decision.problem.message } : {}),
    notes: decision.notes,
    clusters: clusters.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
  };
}

function replicasOf(
  intent: { readonly [field: string]: unknown },
  { spec = {} }: FederatedObject,
  cluster: string,
): Pick<ClusterExplanation, 'replicas' | 'replicasBy'> {
  const { spec: wanted } = intent;
  const replicas = isJsonObject(wanted) ? wanted['replicas'] : undefined;
  if (typeof replicas !== 'number') return {};
  const operations = spec.overrides?.find(({ clusterName }) => clusterName === cluster)?.clusterOverrides ?? [];
  if (operations.some(({ path }) => path === '/spec/replicas')) return { replicas, replicasBy: 'override' };
  return { replicas, replicasBy: spec.retainReplicas === true ? 'cluster' : 'template' };
}
