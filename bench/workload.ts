import { defaultPlace, federatedTypeOf } from '../src/api/federated-type.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../src/api/meta.ts';
import { managedLabel } from '../src/api/names.ts';

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Where all the work is done, on the host and in the members. */
export const workNamespace = 'bench';
export const configMapType: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
export const federatedConfigMapType = federatedTypeOf(configMapType, defaultPlace);

const contentBytes = 1_024;
const key = 'content';

/** Names that no other work has. */
export function namesOf(work: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${work}-${index}`);
}

/** What an object of that name says after a step of the work: 1 KB that nothing else says. */
export function contentOf(name: string, step: string): string {
  return `${name} ${step} `.padEnd(contentBytes, 'x');
}

/** What a member's object says. */
export function contentIn(configMap: ConfigMap | undefined): string | undefined {
  return configMap?.data?.[key];
}

/** What goes into a merge patch of a federated ConfigMap, and into a new one beside its placement. */
export function templateOf(content: string): { readonly template: { readonly data: Record<string, string> } } {
  return { template: { data: { [key]: content } } };
}

/** What the user writes: placed in every cluster. */
export function federatedConfigMap(name: string, content: string): KubeObject {
  const spec = { ...templateOf(content), placement: { clusterSelector: {} } };
  return { ...headOf(federatedConfigMapType, name), spec } as KubeObject;
}

/** What a member is to get, to the letter. */
export function configMap(name: string, content: string): ConfigMap {
  const head = headOf(configMapType, name);
  return { ...head, metadata: { ...head.metadata, labels: { [managedLabel]: 'true' } }, data: { [key]: content } };
}

function headOf(type: ResourceType, name: string): KubeObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name, namespace: workNamespace } };
}
