import { deepEqual } from './deep-equal.ts';
import { isExactInteger } from './exact-json.ts';
import { isJsonObject } from './json.ts';
import { formatPointer } from './json-pointer.ts';

/**
 * Where a live object first differs from what is wanted of it, as a JSON Pointer, or undefined when every wanted field
 * is there with its value; fields only the live object has, such as defaults, make no difference. A wanted null asks
 * for nothing to be there. Lists must have the same length, and their items are compared in turn by the same rule.
 *
 * Values that an API server writes in another form, such as a quantity of "1000m" kept as "1", count as different:
 * nothing in an object tells which strings are quantities. Whoever asks then writes once more than needed.
 */
export function firstDifference(live: unknown, wanted: unknown): string | undefined {
  if (wanted === undefined || live === wanted) return undefined;
  if (wanted === null) return live === undefined ? undefined : '';
  if (Array.isArray(wanted)) return Array.isArray(live) ? inLists(live, wanted) : '';
  if (!isJsonObject(wanted) || isExactInteger(wanted)) return deepEqual(live, wanted) ? undefined : '';
  return isJsonObject(live) ? inObjects(live, wanted) : '';
}

function inLists(live: readonly unknown[], wanted: readonly unknown[]): string | undefined {
  if (live.length !== wanted.length) return '';
  for (let index = 0; index < wanted.length; index++) {
    const difference = firstDifference(live[index], wanted[index]);
    if (difference !== undefined) return `/${index}${difference}`;
  }
  return undefined;
}

function inObjects(
  live: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const key in wanted) {
    const difference = firstDifference(Object.hasOwn(live, key) ? live[key] : undefined, wanted[key]);
    if (difference !== undefined) return `${formatPointer([key])}${difference}`;
  }
  return undefined;
}
