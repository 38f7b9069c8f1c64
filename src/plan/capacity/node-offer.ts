import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Labels } from '../placement/label-selector.ts';
import type { Resources } from '../schedule/facts.ts';
import { amountsIn } from './resource-amounts.ts';

export const nodeType: ResourceType = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };

/** A Node, as far as capacity goes. */
export interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly NodeTaint[] };
  readonly status?: {
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What a node that takes pods has for them, and which pods it takes. */
export interface NodeOffer {
  readonly allocatable: Resources;
  readonly labels: Labels;
  /** Those that keep pods away which do not tolerate them. */
  readonly taints: readonly NodeTaint[];
}

/** Every pod is given a toleration of these; whether the node is ready is looked at by itself. */
const toleratedByAll: ReadonlySet<string> = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);

/** What a node offers; undefined where nothing new is put there: it is cordoned, not ready, or on its way out. */
export function nodeOffer({ metadata, spec = {}, status = {} }: Node): NodeOffer | undefined {
  const isReady = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  if (!isReady || spec.unschedulable === true || metadata.deletionTimestamp !== undefined) return undefined;
  const taints = (spec.taints ?? []).filter(keepsPodsAway);
  return { allocatable: amountsIn(status.allocatable), labels: metadata.labels ?? {}, taints };
}

function keepsPodsAway({ key, effect }: NodeTaint): boolean {
  return effect === 'NoSchedule' || (effect === 'NoExecute' && !toleratedByAll.has(key));
}
