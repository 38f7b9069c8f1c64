import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';
import { fieldManager, managedLabel } from '../../api/names.ts';

/** What KubeFed's controller manager was called by the API servers it wrote to. */
const formerManager = 'controller-manager';

interface OwnedObject extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly managedFields?: readonly Json[] };
}

/**
 * The managedFields an object should have whose fields KubeFed wrote: they are Hansa's from now on. Undefined when there
 * are none. KubeFed replaced objects whole, and what it owns nobody would ever take away again when it leaves the
 * template. (`kubectl` moves its own fields to server-side apply in the same way.)
 */
export function withFormerFields({ metadata }: OwnedObject): readonly Json[] | undefined {
  const entries = (metadata.managedFields ?? []).filter(isJsonObject);
  const former = entries.filter(isKubeFeds);
  if (former.length === 0) return undefined;
  const ours = new Map<unknown, JsonObject>();
  for (const entry of entries.filter((one) => isKubeFeds(one) || isOurs(one))) {
    const version = entry['apiVersion'];
    ours.set(version, {
      ...entry,
      manager: fieldManager,
      operation: 'Apply',
      fieldsV1: union(ours.get(version), entry),
    });
  }
  return [...ours.values(), ...entries.filter((one) => !isKubeFeds(one) && !isOurs(one))];
}

/** It put the label on, which nobody else has reason to do. */
function isKubeFeds({ manager, operation, subresource, fieldsV1 }: JsonObject): boolean {
  if (manager !== formerManager || operation !== 'Update' || (subresource ?? '') !== '') return false;
  return fieldAt(fieldsV1, 'f:metadata', 'f:labels', `f:${managedLabel}`) !== undefined;
}

function isOurs({ manager, operation, subresource }: JsonObject): boolean {
  return manager === fieldManager && operation === 'Apply' && (subresource ?? '') === '';
}

function fieldAt(fields: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce((at, name) => (isJsonObject(at) ? at[name] : undefined), fields);
}

/** Sets of fields are tries, so theirs is a merge. */
function union(before: JsonObject | undefined, { fieldsV1 }: JsonObject): Json {
  return merged(before?.['fieldsV1'], fieldsV1);
}

function merged(a: Json | undefined, b: Json | undefined): Json {
  if (!isJsonObject(a) || !isJsonObject(b)) return b ?? a ?? {};
  const all: Record<string, Json | undefined> = { ...a };
  for (const [name, value] of Object.entries(b)) all[name] = merged(a[name], value);
  return all;
}
