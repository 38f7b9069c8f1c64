import { deepEqual } from '../../base/deep-equal.ts';
import { goJson } from '../../base/go-json.ts';
import { md5Hex } from '../../base/hash.ts';
import type { ClusterOverride, FederatedSpec, OverrideOperation } from '../../api/federated-object.ts';
import type { PropagatedVersionStatus } from '../../api/propagated-version.ts';

/** What KubeFed calls the PropagatedVersion of an object: `<target kind in lower case>-<name>`. */
export function propagatedVersionName(targetKind: string, name: string): string {
  return `${targetKind.toLowerCase()}-${name}`;
}

/** KubeFed's hash of a template; empty where there is none. */
export function templateVersionOf({ template }: FederatedSpec): string {
  return template === undefined ? '' : md5Hex(goJson(template));
}

/** KubeFed's hash of overrides: of the fields it knows, without those that are empty. */
export function overridesVersionOf({ overrides }: FederatedSpec): string {
  return md5Hex(goJson({ overrides: overrides?.map(knownFields) ?? null }));
}

function knownFields({ clusterName = '', clusterOverrides = [] }: ClusterOverride): object {
  return { clusterName, ...(clusterOverrides.length > 0 && { clusterOverrides: clusterOverrides.map(operationOf) }) };
}

function operationOf({ op = '', path, value = null }: OverrideOperation): object {
  return { ...(op !== '' && { op }), path, ...(value !== null && { value }) };
}

/**
 * The status a PropagatedVersion should have, or undefined when the one it has says the same. objectVersions tells, by
 * cluster, the version the object had there after it was last written.
 */
export function decidePropagatedVersion(
  spec: FederatedSpec | undefined,
  objectVersions: ReadonlyMap<string, string>,
  previous: PropagatedVersionStatus | undefined,
): PropagatedVersionStatus | undefined {
  const clusterVersions = Array.from(objectVersions, ([clusterName, version]) => ({ clusterName, version }));
  const next = {
    templateVersion: templateVersionOf(spec ?? {}),
    overridesVersion: spec === undefined ? '' : overridesVersionOf(spec),
    clusterVersions: clusterVersions.sort((a, b) => (a.clusterName < b.clusterName ? -1 : 1)),
  };
  return deepEqual(previous, next) ? undefined : next;
}
