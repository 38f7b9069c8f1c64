import { z } from 'zod';
import type { ServedKind } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { coreGroup } from './names.ts';

export const propagatedVersionType: ResourceType = {
  group: coreGroup,
  version: 'v1alpha1',
  plural: 'propagatedversions',
  kind: 'PropagatedVersion',
  namespaced: true,
};

export const clusterPropagatedVersionType: ResourceType = {
  group: coreGroup,
  version: 'v1alpha1',
  plural: 'clusterpropagatedversions',
  kind: 'ClusterPropagatedVersion',
  namespaced: false,
};

const clusterVersion = z.object({
  clusterName: z.string().meta({ description: 'Name of the member cluster.' }),
  version: z
    .string()
    .meta({ description: 'Version of the object there, as `gen:3` (generation) or `rv:17` (resourceVersion).' }),
});

const status = z
  .object({
    templateVersion: z.string().meta({ description: 'Hash of the template that was propagated.' }),
    overridesVersion: z.string().meta({ description: 'Hash of the overrides that were propagated.' }),
    clusterVersions: z.array(clusterVersion).exactOptional().meta({ description: 'What it became in each cluster.' }),
  })
  .meta({ description: 'What was last propagated.' });

const propagatedVersion = kindSchema({ status: status.exactOptional() }).meta({
  description:
    'Which version of a federated object each member has. Written only with the feature gate PropagatedVersions.',
});

export type PropagatedVersionStatus = DeepReadonly<z.output<typeof status>>;

/** Which version of a federated object each member has; a ClusterPropagatedVersion has the same fields. */
export interface PropagatedVersion extends KubeObject {
  readonly status?: PropagatedVersionStatus;
}

export const propagatedVersionKind: ServedKind = {
  type: propagatedVersionType,
  schema: propagatedVersion,
  statusSubresource: true,
};

export const clusterPropagatedVersionKind: ServedKind = {
  type: clusterPropagatedVersionType,
  schema: propagatedVersion,
  statusSubresource: true,
};

/** Reads a PropagatedVersion or a ClusterPropagatedVersion. */
export function parsePropagatedVersion(object: unknown): Parsed<PropagatedVersion> {
  return parseKind(propagatedVersion, object);
}
