import { isJsonObject } from '../../base/json.ts';
import type { FederatedObject, OverrideObject, PlacementObject } from '../../api/federated-object.ts';
import {
  federatedNamespaced,
  federatedResource,
  splitResources,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { apiVersionOf, keyOf, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';

/** The manifests that tell of one federated object: its own, and those of the objects beside it. */
export interface ManifestSet {
  readonly config: FederatedTypeConfig;
  readonly ref: ObjectRef;
  readonly federated?: FederatedObject;
  readonly placement?: PlacementObject;
  readonly override?: OverrideObject;
}

/** Sets in the order of their first manifests; or the place of one that cannot be used, and of what it repeats, if it does. */
export type Gathered =
  | { readonly ok: true; readonly sets: readonly ManifestSet[] }
  | { readonly ok: false; readonly index: number; readonly repeats?: number };

type Form = 'federated' | 'placement' | 'override';

interface FormOf {
  readonly config: FederatedTypeConfig;
  readonly form: Form;
  readonly object: KubeObject;
}

/**
 * Puts together manifests of federated objects, of Placements and of Overrides by the object they tell of; namespace is
 * that of manifests that name none, and each comes with its place. What is none of these, or is there twice, cannot be used.
 */
export function gatherForms(
  configs: readonly FederatedTypeConfig[],
  manifests: Iterable<readonly [index: number, manifest: unknown]>,
  namespace: string,
): Gathered {
  const sets = new Map<string, ManifestSet>();
  const places = new Map<string, number>();
  for (const [index, manifest] of manifests) {
    const found = formOf(configs, manifest, namespace);
    if (!found) return { ok: false, index };
    const { config, form, object } = found;
    const key = `${config.metadata.name} ${keyOf(refOf(object))}`;
    const repeats = places.get(`${key} ${form}`);
    if (repeats !== undefined) return { ok: false, index, repeats };
    places.set(`${key} ${form}`, index);
    sets.set(key, { config, ref: refOf(object), ...sets.get(key), [form]: object });
  }
  return { ok: true, sets: [...sets.values()] };
}

function formOf(configs: readonly FederatedTypeConfig[], manifest: unknown, namespace: string): FormOf | undefined {
  if (!isJsonObject(manifest) || !isJsonObject(manifest['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = manifest;
  if (typeof metadata['name'] !== 'string') return undefined;
  const isOf = (type: ResourceType) => type.kind === kind && apiVersionOf(type) === apiVersion;
  for (const config of configs) {
    const form = formsOf(config).find(([, type]) => isOf(type))?.[0];
    if (!form) continue;
    const placed = federatedNamespaced(config) ? { namespace, ...metadata } : metadata;
    return { config, form, object: { ...manifest, metadata: placed } as unknown as KubeObject };
  }
  return undefined;
}

function formsOf(config: FederatedTypeConfig): [Form, ResourceType][] {
  const { placement, override } = splitResources(config);
  return [
    ['federated', federatedResource(config)],
    ...(placement ? [['placement', placement] satisfies [Form, ResourceType]] : []),
    ...(override ? [['override', override] satisfies [Form, ResourceType]] : []),
  ];
}
