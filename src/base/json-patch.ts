import { isExactInteger } from './exact-json.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { formatPointer, parsePointer } from './json-pointer.ts';

/** One operation of a JSON Patch; an absent value is null. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: Json;
}

/** Which operation could not be applied, and why, in words for people. */
interface PatchProblem {
  readonly index: number;
  readonly op: PatchOperation['op'];
  readonly path: string;
  readonly reason: string;
}

export type PatchResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: PatchProblem };

type List = readonly Json[];

type Outcome = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

const under: Readonly<Record<PatchOperation['op'], string>> = {
  add: 'nothing can be added under it',
  remove: 'nothing can be removed from under it',
  replace: 'nothing under it can be replaced',
};

/**
 * Applies operations in order, all or none. The target is left as it was; the result shares with it whatever the
 * paths do not touch. Semantics are those KubeFed's overrides always had (evanphx/json-patch 4.12.0), which differ
 * from RFC 6902: replace sets an object member that is not there, and negative list indices count from the end.
 */
export function applyJsonPatch(target: Json, operations: readonly PatchOperation[]): PatchResult {
  let value = target;
  for (const [index, operation] of operations.entries()) {
    const outcome = applyOperation(value, operation);
    if (!outcome.ok) {
      const { op, path } = operation;
      return { ok: false, problem: { index, op, path, reason: outcome.reason } };
    }
    value = outcome.value;
  }
  return { ok: true, value };
}

function applyOperation(target: Json, operation: PatchOperation): Outcome {
  const tokens = parsePointer(operation.path);
  if (!tokens) return failed(`a path begins with a slash, as in ${formatPointer([operation.path])}`);
  return tokens.length === 0 ? replaceWhole(operation) : change(target, tokens, 0, operation);
}

function replaceWhole({ op, value = null }: PatchOperation): Outcome {
  if (op !== 'replace') return failed('the empty path is the whole object, which can only be replaced');
  if (isJsonObject(value) || Array.isArray(value)) return { ok: true, value };
  return failed('the whole object can only be replaced by an object');
}

/** What node becomes, which the first so many tokens lead to; undefined is a node that is not there. */
function change(node: Json | undefined, tokens: readonly string[], depth: number, operation: PatchOperation): Outcome {
  const place = tokens.slice(0, depth);
  if (!isContainer(node)) return failed(`${format(place)} is ${describe(node)}, so ${under[operation.op]}`);
  const token = tokens[depth] ?? '';
  if (depth < tokens.length - 1) {
    const outcome = change(childOf(node, token), tokens, depth + 1, operation);
    return outcome.ok ? { ok: true, value: withChild(node, token, outcome.value) } : outcome;
  }
  return isList(node) ? changeItem(node, token, place, operation) : changeMember(node, token, place, operation);
}

function changeMember(object: JsonObject, key: string, place: readonly string[], operation: PatchOperation): Outcome {
  if (operation.op !== 'remove') return { ok: true, value: withChild(object, key, operation.value ?? null) };
  if (childOf(object, key) === undefined)
    return failed(`${format([...place, key])} is not there, so it cannot be removed`);
  const { [key]: _removed, ...rest } = object;
  return { ok: true, value: rest };
}

function changeItem(
  list: List,
  token: string,
  place: readonly string[],
  { op, value = null }: PatchOperation,
): Outcome {
  const index = op === 'add' ? placeForNew(list, token) : indexOf(token, list.length);
  if (index === undefined) {
    const what = op === 'add' ? `nothing can be added at ${token}` : `there is no ${token} to ${op}`;
    return failed(`${format(place)} has ${count(list)}, so ${what}`);
  }
  if (op === 'replace') return { ok: true, value: list.with(index, value) };
  return { ok: true, value: op === 'add' ? list.toSpliced(index, 0, value) : list.toSpliced(index, 1) };
}

/** New items have one place more than there are items: the one behind the last, which is also called `-`. */
function placeForNew(list: List, token: string): number | undefined {
  return token === '-' ? list.length : indexOf(token, list.length + 1);
}

/** The index among so many places that token means, counted from the end where it is negative. */
function indexOf(token: string, places: number): number | undefined {
  if (!/^[-+]?\d+$/.test(token)) return undefined;
  const index = Number(token);
  const fromStart = index < 0 ? index + places : index;
  return fromStart >= 0 && fromStart < places ? fromStart : undefined;
}

function childOf(node: List | JsonObject, token: string): Json | undefined {
  if (isList(node)) return node[indexOf(token, node.length) ?? node.length];
  return Object.hasOwn(node, token) ? node[token] : undefined;
}

/** A copy of node with value for its child; in literals, unlike assignments, a computed __proto__ is a key as any other. */
function withChild(node: List | JsonObject, token: string, value: Json): Json {
  return isList(node) ? node.with(indexOf(token, node.length) ?? 0, value) : { ...node, [token]: value };
}

function isContainer(value: Json | undefined): value is List | JsonObject {
  return typeof value === 'object' && value !== null && !isExactInteger(value);
}

function isList(value: List | JsonObject): value is List {
  return Array.isArray(value);
}

function describe(value: Json | undefined): string {
  if (value === undefined) return 'not there';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'a number' : `a ${typeof value}`;
}

function format(place: readonly string[]): string {
  return place.length === 0 ? 'the whole object' : formatPointer(place);
}

function count(list: List): string {
  return list.length === 1 ? '1 item' : `${list.length} items`;
}

function failed(reason: string): Outcome {
  return { ok: false, reason };
}
