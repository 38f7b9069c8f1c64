import type { JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';
import { podRequests } from './pod-requests.ts';
import { add, type Amounts } from './resource-amounts.ts';

/** A Pod, as far as capacity goes. */
export interface CountedPod extends KubeObject {
  readonly spec?: JsonObject & { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** Field selector of the pods that hold something of a node. */
export const podsOnNodes = 'spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed';

/** Adds to requested, by the name of the node, what pods there hold; those that have come to an end hold nothing. */
export function sumRequests(requested: Map<string, Amounts>, pods: readonly CountedPod[]): void {
  for (const { spec, status } of pods) {
    const node = spec?.nodeName ?? '';
    if (!spec || node === '' || status?.phase === 'Succeeded' || status?.phase === 'Failed') continue;
    const sum = requested.get(node) ?? {};
    add(sum, podRequests(spec));
    requested.set(node, sum);
  }
}
