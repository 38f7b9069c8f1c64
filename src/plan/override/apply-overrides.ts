import { applyJsonPatch, type PatchOperation } from '../../base/json-patch.ts';
import type { Json, JsonObject } from '../../base/json.ts';

/** What overrides made of an object; message says which of them does not fit it, and why. */
export type Overridden = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

/** Applies one cluster's operations in order. The object is left as it was; the result shares with it what they do not touch. */
export function applyOverrides(object: JsonObject, operations: readonly PatchOperation[]): Overridden {
  const result = applyJsonPatch(object, operations);
  if (result.ok) return result;
  const { index, op, path, reason } = result.problem;
  return { ok: false, message: `override[${index}] (${op} ${path}) cannot be applied: ${reason}` };
}
