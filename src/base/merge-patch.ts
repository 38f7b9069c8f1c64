import { deepEqual } from './deep-equal.ts';
import { isExactInteger } from './exact-json.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * Applies a JSON Merge Patch (RFC 7396). Neither argument is changed; the result shares with both what it takes from
 * them.
 */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: [string, Json | undefined][] = Object.entries(isObject(target) ? target : {});
  const result = new Map(merged);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else if (value !== undefined) result.set(key, applyMergePatch(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/**
 * The smallest JSON Merge Patch that makes `to` out of `from`, or undefined when they are the same. The format has no
 * way to set a member to null, so members that are null count as absent.
 */
export function diffMergePatch(from: Json | undefined, to: Json): Json | undefined {
  if (!isObject(from) || !isObject(to)) return deepEqual(from, to) ? undefined : to;
  const changes = [...removals(from, to), ...changedMembers(from, to)];
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

function* removals(from: JsonObject, to: JsonObject): Generator<[string, Json]> {
  for (const [key, value] of Object.entries(from)) {
    if (!isAbsent(value) && isAbsent(member(to, key))) yield [key, null];
  }
}

function* changedMembers(from: JsonObject, to: JsonObject): Generator<[string, Json]> {
  for (const [key, value] of Object.entries(to)) {
    if (isAbsent(value)) continue;
    const change = diffMergePatch(member(from, key), value);
    if (change !== undefined) yield [key, change];
  }
}

function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && !isExactInteger(value);
}
