import { parsePointer, valueAt } from '../../base/json-pointer.ts';
import { objectIn, type JsonObject } from '../../base/json.ts';
import type { Resources } from '../schedule/facts.ts';
import { nodeChoice, type NodeChoice } from './node-choice.ts';
import { podRequests } from './pod-requests.ts';

/** What a workload asks for. */
export interface WorkloadDemand {
  readonly replicas: number;
  /** What one replica needs of a node; empty where that is not known. */
  readonly requests: Resources;
  /** The nodes its pods may run on; absent where they are content with any. */
  readonly nodes?: NodeChoice;
}

/** Where the pods of a workload are described, in the order it is looked there: CronJobs have a template in a template. */
const podSpecPaths: readonly (readonly string[])[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec'],
];

/**
 * Reads what the template of a federated object asks for; its replicas are where replicasPath, a JSON Pointer, says.
 * What makes no sense there counts as not said.
 */
export function demandOf(template: JsonObject, replicasPath: string | undefined): WorkloadDemand {
  const replicas = replicasAt(template, replicasPath);
  const podSpec = podSpecOf(template);
  if (!podSpec) return { replicas, requests: {} };
  const nodes = nodeChoice(podSpec);
  return { replicas, requests: podRequests(podSpec), ...(nodes && { nodes }) };
}

/** The replicas an object asks for; one where it says nothing, as the workloads of Kubernetes have it, or has no place for it. */
export function replicasAt(object: JsonObject, path: string | undefined): number {
  const replicas = path === undefined ? undefined : valueAt(object, parsePointer(path) ?? []);
  return typeof replicas === 'number' && replicas >= 0 ? replicas : 1;
}

function podSpecOf(template: JsonObject): JsonObject | undefined {
  const specs = podSpecPaths.map((path) => objectIn(valueAt(template, path)));
  return specs.find(({ containers }) => Array.isArray(containers));
}
