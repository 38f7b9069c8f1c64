import { deepEqual } from './deep-equal.ts';
import { formatPointer } from './json-pointer.ts';
import { isJsonObject, type Json } from './json.ts';

/** One place at which two values differ; absent on a side means that nothing is there. */
export interface Change {
  /** JSON Pointer. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Where after differs from before, as deep as both are objects, or lists of one length; in the order of the keys. */
export function changesBetween(before: Json | undefined, after: Json | undefined): Change[] {
  return compare(before, after, []);
}

function compare(before: Json | undefined, after: Json | undefined, path: readonly string[]): Change[] {
  if (deepEqual(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => compare(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item: Json, index) => compare(item, (after as Json[])[index], [...path, String(index)]));
  }
  return [
    {
      path: formatPointer(path),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}
