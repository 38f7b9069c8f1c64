import { contentHash } from '../../base/hash.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { stableStringify } from '../../base/stable-json.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { apiVersionOf, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import type { Retention } from './retain.ts';

/** The exact object one cluster should have. Equal hashes mean equal intents. */
export interface Intent {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
  readonly object: JsonObject;
  /** Set when fields of an object that is there already stand above the template's. */
  readonly retention?: Retention;
  readonly hash: string;
}

export type WarningReason = 'AnnotationsNotSupported' | 'FinalizersNotSupported';

/** Something of the template that is left out, told once per object. */
export interface TemplateWarning {
  readonly reason: WarningReason;
  readonly message: string;
}

export type ComposedTemplate =
  | { readonly ok: true; readonly object: JsonObject; readonly warnings: readonly TemplateWarning[] }
  | { readonly ok: false; readonly message: string };

/** Metadata that belongs to the server of each cluster; from a template it would be a precondition or a lie. */
const serverMetadata = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/**
 * The object all clusters have in common: the template under the federated object's own name and the target's kind,
 * without annotations, finalizers and what only a server may set.
 */
export function composeTemplate(federated: FederatedObject, target: ResourceType, ref: ObjectRef): ComposedTemplate {
  const template = federated.spec?.template ?? {};
  const mismatch = kindMismatch(template, target, federated.kind ?? `Federated${target.kind}`);
  if (mismatch !== undefined) return { ok: false, message: mismatch };
  const metadata = template['metadata'] ?? {};
  if (!isJsonObject(metadata)) return { ok: false, message: 'spec.template.metadata must be an object' };
  const kept: Record<string, Json | undefined> = {};
  for (const [field, value] of Object.entries(metadata)) {
    if (!serverMetadata.has(field) && field !== 'annotations' && field !== 'finalizers') kept[field] = value;
  }
  kept['name'] = ref.name;
  if (ref.namespace === '') delete kept['namespace'];
  else kept['namespace'] = ref.namespace;
  const { apiVersion } = template;
  const object = {
    ...template,
    apiVersion: typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : apiVersionOf(target),
    kind: target.kind,
    metadata: kept,
  };
  return { ok: true, object, warnings: templateWarnings(metadata) };
}

/** The intent an object makes once the managed label is on it; a message when it cannot be one. */
export function sealIntent(
  object: Json,
  target: ResourceType,
  ref: ObjectRef,
  retention?: Retention,
): Intent | { readonly message: string } {
  if (!isJsonObject(object)) return { message: 'the overrides leave no object' };
  const apiVersion = object['apiVersion'];
  const version = typeof apiVersion === 'string' ? versionWithin(apiVersion, target.group) : undefined;
  if (version === undefined) {
    return {
      message: `the overrides make apiVersion ${JSON.stringify(apiVersion)}, which is not of group "${target.group}"`,
    };
  }
  const metadata = object['metadata'];
  const changed = identityChange(object, target, ref);
  if (changed !== undefined) return { message: changed };
  const labels = isJsonObject(metadata) ? (metadata['labels'] ?? {}) : undefined;
  if (!isJsonObject(metadata) || !isJsonObject(labels)) {
    return { message: 'the overrides leave metadata.labels that is not an object' };
  }
  const sealed = { ...object, metadata: { ...metadata, labels: { ...labels, [managedLabel]: 'true' } } };
  // What is retained depends on what comes from the template and what from overrides.
  const hash = contentHash(stableStringify(retention ? { ...sealed, retention } : sealed));
  return { type: { ...target, version }, ref, object: sealed, ...(retention ? { retention } : {}), hash };
}

/** An override of all of /metadata would get around the ban on overriding the name. */
function identityChange(object: JsonObject, target: ResourceType, ref: ObjectRef): string | undefined {
  const metadata = object['metadata'];
  if (!isJsonObject(metadata)) return 'the overrides leave metadata that is not an object';
  const { name, namespace = '' } = metadata;
  const same = object['kind'] === target.kind && name === ref.name && namespace === ref.namespace;
  return same ? undefined : 'the overrides change kind, name or namespace, which make the object the one it is';
}

function kindMismatch(template: JsonObject, target: ResourceType, federatedKind: string): string | undefined {
  const { kind, apiVersion } = template;
  const wanted = `${target.kind} (${apiVersionOf(target)})`;
  if (typeof kind === 'string' && kind !== '' && kind !== target.kind) {
    return `spec.template.kind is ${kind}, but ${federatedKind} carries ${wanted}: correct it or leave it out`;
  }
  if (typeof apiVersion === 'string' && apiVersion !== '' && versionWithin(apiVersion, target.group) === undefined) {
    return `spec.template.apiVersion is ${apiVersion}, but ${federatedKind} carries ${wanted}: correct it or leave it out`;
  }
  return undefined;
}

/** The version part of apiVersion when it is of the group, else undefined. */
function versionWithin(apiVersion: string, group: string): string | undefined {
  const slash = apiVersion.indexOf('/');
  const its = slash < 0 ? '' : apiVersion.slice(0, slash);
  return its === group ? apiVersion.slice(slash + 1) : undefined;
}

function templateWarnings(metadata: JsonObject): TemplateWarning[] {
  const warnings: TemplateWarning[] = [];
  const { annotations, finalizers } = metadata;
  if (isJsonObject(annotations) && Object.keys(annotations).length > 0) {
    warnings.push({ reason: 'AnnotationsNotSupported', message: unsupported('annotations') });
  }
  if (Array.isArray(finalizers) && finalizers.length > 0) {
    warnings.push({ reason: 'FinalizersNotSupported', message: unsupported('finalizers') });
  }
  return warnings;
}

function unsupported(field: string): string {
  return (
    `metadata.${field} cannot be set via template to avoid conflicting with controllers in member clusters. ` +
    'Consider using an override to add or remove elements from this collection.'
  );
}
