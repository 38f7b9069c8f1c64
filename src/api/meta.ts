import type { Json } from '../base/json.ts';

/** One API type of one API server: where its objects are found and what they call themselves. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** The place of an object within its type; namespace is empty for cluster-scoped objects. */
export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
}

/** Kubernetes' ObjectMeta, as far as Hansa reads it; fields it does not know pass through untouched. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly Json[];
}

/** An object as an API server gives it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** apiVersion as manifests write it: `v1`, `apps/v1`. */
export function apiVersionOf(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** The name people and FederatedTypeConfigs use: `configmaps`, `deployments.apps`. */
export function qualifiedPlural(type: Pick<ResourceType, 'group' | 'plural'>): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}

/** `namespace/name`, or `name` alone for what has no namespace: a stable key within one type. */
export function keyOf(ref: ObjectRef): string {
  return ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** The reverse of keyOf. */
export function parseKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The place of an object within its type. */
export function refOf(object: KubeObject): ObjectRef {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name };
}
