import { applyMergePatch } from '../../src/base/merge-patch.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { apiVersionOf, type KubeObject, type ObjectRef, type ResourceType } from '../../src/api/meta.ts';
import {
  clusterRole,
  configMap,
  deployment,
  namespace,
  replicaSet,
  secret,
  service,
  type FederatedKind,
} from './kinds.ts';

const container = { name: 'web', image: 'example.test/web:1' };
const workload: JsonObject = {
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
  },
};
const templates = new Map<FederatedKind, JsonObject>([
  [configMap, { data: { colour: 'red' } }],
  [secret, { stringData: { colour: 'red' } }],
  [service, { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } }],
  [namespace, {}],
  [clusterRole, { rules: [] }],
  [deployment, workload],
  [replicaSet, workload],
]);

/**
 * The spec of a federated object: a small template of its kind, placed in every cluster, changed by a JSON Merge Patch
 * (null takes a field out).
 */
export function specOf(kind: FederatedKind, change: Json = {}): JsonObject {
  const usual = { template: templates.get(kind) ?? {}, placement: { clusterSelector: {} } };
  return applyMergePatch(usual, change) as JsonObject;
}

/** A whole manifest of a type. */
export function manifest(type: ResourceType, ref: ObjectRef, content: JsonObject): KubeObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: ref, ...content };
}

/** A placement by names. */
export function inClusters(...names: readonly string[]): JsonObject {
  return { placement: { clusters: names.map((name) => ({ name })), clusterSelector: null } };
}

/** An override of one cluster. */
export function overriding(clusterName: string, ...clusterOverrides: readonly JsonObject[]): JsonObject {
  return { overrides: [{ clusterName, clusterOverrides }] };
}
