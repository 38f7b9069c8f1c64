import type { KubeObject, ObjectRef, ResourceType } from '../../api/meta.ts';

/** What an autoscaler scales. */
export interface ScaledObject extends ObjectRef {
  readonly group: string;
  readonly kind: string;
}

interface Autoscaler extends KubeObject {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  };
}

/** Names an object among those of all types and namespaces of a cluster. */
export function scaledKey({ group, kind, namespace, name }: ScaledObject): string {
  return [group, kind, namespace, name].join('/');
}

export const autoscalerType: ResourceType = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};

/** What a HorizontalPodAutoscaler scales; undefined where it does not say. */
export function scaledBy({ metadata, ...rest }: KubeObject): ScaledObject | undefined {
  const target = (rest as Pick<Autoscaler, 'spec'>).spec?.scaleTargetRef;
  if (!target) return undefined;
  const { apiVersion = '', kind, name } = target;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return { group, kind, namespace: metadata.namespace ?? '', name };
}
