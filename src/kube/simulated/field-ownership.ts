import { deepEqual } from '../../base/deep-equal.ts';
import { isExactInteger } from '../../base/exact-json.ts';
import { formatPointer, parsePointer } from '../../base/json-pointer.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** For each manager the fields it has set, as JSON Pointers. Lists and scalars are one field each. */
export type Owners = ReadonlyMap<string, ReadonlySet<string>>;

/** A field that another manager owns, and that is not as wanted. */
export interface FieldConflict {
  readonly manager: string;
  readonly pointer: string;
}

/** What an object and its fields' owners are after a write. */
export interface OwnedObject {
  readonly object: JsonObject;
  readonly owners: Owners;
}

/** The fields of others that applying config would change. */
export function findConflicts({ object, owners }: OwnedObject, config: JsonObject, manager: string): FieldConflict[] {
  const wanted = fieldsOf(config);
  const conflicts: FieldConflict[] = [];
  for (const [other, fields] of owners) {
    if (other === manager) continue;
    for (const pointer of fields) {
      const value = wanted.get(pointer);
      if (value !== undefined && !isSet(object, pointer, value)) conflicts.push({ manager: other, pointer });
    }
  }
  return conflicts;
}

/**
 * Server-side apply: sets the fields of config, takes them from others where they differ, and removes those that
 * manager has set before, no longer wants, and nobody else does.
 */
export function applyFields(live: OwnedObject, config: JsonObject, manager: string): OwnedObject {
  const wanted = fieldsOf(config);
  const lost = new Set(findConflicts(live, config, manager).map(({ pointer }) => pointer));
  const owners = new Map<string, ReadonlySet<string>>();
  for (const [other, fields] of live.owners) if (other !== manager) keep(owners, other, without(fields, lost));
  const isOthers = (pointer: string) => [...owners.values()].some((fields) => fields.has(pointer));
  let { object } = live;
  for (const pointer of live.owners.get(manager) ?? []) {
    if (!wanted.has(pointer) && !isOthers(pointer)) object = withoutField(object, pointer);
  }
  for (const [pointer, value] of wanted) if (!isSet(object, pointer, value)) object = withField(object, pointer, value);
  keep(owners, manager, new Set(wanted.keys()));
  return { object, owners };
}

/** Owners after a write that was no apply: manager owns what it has changed, and nobody what it has removed. */
export function ownChanges(before: OwnedObject, after: JsonObject, manager: string): Owners {
  const [old, now] = [fieldsOf(before.object), fieldsOf(after)];
  const changed = new Set<string>();
  for (const [pointer, value] of now) if (!deepEqual(old.get(pointer), value)) changed.add(pointer);
  const removed = [...old.keys()].filter((pointer) => !now.has(pointer));
  const lost = new Set([...changed, ...removed]);
  const owners = new Map<string, ReadonlySet<string>>();
  for (const [other, fields] of before.owners) keep(owners, other, without(fields, lost));
  keep(owners, manager, new Set([...(owners.get(manager) ?? []), ...changed]));
  return owners;
}

/** `.data.a`, as error messages write it. */
export function fieldPath(pointer: string): string {
  return (parsePointer(pointer) ?? []).map((token) => `.${token}`).join('');
}

function keep(owners: Map<string, ReadonlySet<string>>, manager: string, fields: ReadonlySet<string>): void {
  if (fields.size > 0) owners.set(manager, fields);
}

function without(fields: ReadonlySet<string>, lost: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...fields].filter((pointer) => !lost.has(pointer)));
}

function fieldsOf(object: JsonObject): Map<string, Json> {
  const fields = new Map<string, Json>();
  collect(object, [], fields);
  return fields;
}

function collect(value: Json, path: readonly string[], into: Map<string, Json>): void {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) into.set(formatPointer(path), value);
  for (const [key, member] of members) if (member !== undefined) collect(member, [...path, key], into);
}

function isSet(object: JsonObject, pointer: string, value: Json): boolean {
  const held = valueAt(object, parsePointer(pointer) ?? []);
  return isEmpty(value) ? isObject(held) : deepEqual(held, value);
}

function valueAt(value: Json | undefined, [first, ...rest]: readonly string[]): Json | undefined {
  if (first === undefined) return value;
  return isObject(value) ? valueAt(value[first], rest) : undefined;
}

function withField(object: JsonObject, pointer: string, value: Json): JsonObject {
  return put(object, parsePointer(pointer) ?? [], value) as JsonObject;
}

function put(target: Json | undefined, [first, ...rest]: readonly string[], value: Json): Json {
  if (first === undefined) return value;
  const base = isObject(target) ? target : {};
  return { ...base, [first]: put(base[first], rest, value) };
}

function withoutField(object: JsonObject, pointer: string): JsonObject {
  return remove(object, parsePointer(pointer) ?? []) ?? {};
}

/** What is left; undefined when nothing is, so that no empty objects stay behind. */
function remove(target: JsonObject, [first = '', ...rest]: readonly string[]): JsonObject | undefined {
  const { [first]: child, ...others } = target;
  const left = rest.length > 0 && isObject(child) ? remove(child, rest) : undefined;
  if (left !== undefined) return { ...target, [first]: left };
  return Object.keys(others).length === 0 ? undefined : others;
}

function isObject(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && !isExactInteger(value);
}

function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
