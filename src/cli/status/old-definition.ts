import { customResourceDefinitionType, type CustomResourceDefinition } from '../../api/crd.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { federatedResource, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { defaultPlace } from '../../api/federated-type.ts';
import { qualifiedPlural } from '../../api/meta.ts';
import { ApiError } from '../../kube/errors.ts';
import { find } from '../apply-object.ts';
import type { Host } from '../host.ts';

/**
 * What to do where objects say nothing of their health because the definition of their type is older than that, made by
 * KubeFed or by an earlier version; undefined where it is not, or may not be read.
 */
export async function adviseOnDefinition(
  { client }: Host,
  config: FederatedTypeConfig,
  objects: readonly FederatedObject[],
): Promise<string | undefined> {
  const isSilent = objects.some(({ status }) => (status?.clusters ?? []).length > 0 && status?.summary === undefined);
  if (!isSilent) return undefined;
  const type = federatedResource(config);
  const ref = { namespace: '', name: qualifiedPlural(type) };
  try {
    const crd = await find<CustomResourceDefinition>(client, customResourceDefinitionType, ref);
    const version = crd?.spec.versions.find(({ name }) => name === type.version);
    const properties = version?.schema.openAPIV3Schema.properties?.['status']?.properties;
    if (!version || properties?.['summary']) return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.isForbidden) return undefined;
    throw error;
  }
  const flags = [
    ...(type.group === defaultPlace.federatedGroup ? [] : [`--federated-group ${type.group}`]),
    ...(type.version === defaultPlace.federatedVersion ? [] : [`--federated-version ${type.version}`]),
  ];
  const command = ['hansa enable', config.metadata.name, ...flags].join(' ');
  return `hint: the definition of ${type.kind} is older than this version, and keeps no health; "${command}" renews it\n`;
}
