/** A value as JSON.parse gives it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a key that is absent and a key that is undefined mean the same. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether value is a JSON object: neither null, an array nor a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Value as far as it is a JSON object, else one without anything in it: for what others wrote and nobody has checked. */
export function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The JSON objects of a list; none where value is no list. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
