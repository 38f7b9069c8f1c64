import type { ResourceType } from '../../api/meta.ts';
import type { HealthRule } from './health-rule.ts';
import { apiService } from './rules/api-service.ts';
import { cronJob } from './rules/cron-job.ts';
import { customResourceDefinition } from './rules/custom-resource-definition.ts';
import { daemonSet } from './rules/daemon-set.ts';
import { deployment } from './rules/deployment.ts';
import { horizontalPodAutoscaler } from './rules/horizontal-pod-autoscaler.ts';
import { job } from './rules/job.ts';
import { namespace } from './rules/namespace.ts';
import { persistentVolumeClaim } from './rules/persistent-volume-claim.ts';
import { pod } from './rules/pod.ts';
import { podDisruptionBudget } from './rules/pod-disruption-budget.ts';
import { replicaSet, replicationController } from './rules/replica-set.ts';
import { service } from './rules/service.ts';
import { statefulSet } from './rules/stateful-set.ts';

/** The kinds that say in words of their own how they do. */
export const healthRules: readonly HealthRule[] = [
  deployment,
  statefulSet,
  daemonSet,
  replicaSet,
  replicationController,
  job,
  cronJob,
  pod,
  persistentVolumeClaim,
  service,
  horizontalPodAutoscaler,
  podDisruptionBudget,
  customResourceDefinition,
  apiService,
  namespace,
];

/** The rule of a kind, in whichever version; undefined for kinds that are judged by what all have in common. */
export function ruleFor({ group, kind }: Pick<ResourceType, 'group' | 'kind'>): HealthRule | undefined {
  return healthRules.find((rule) => rule.group === group && rule.kind === kind);
}
