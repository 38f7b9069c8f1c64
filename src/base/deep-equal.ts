/**
 * Whether two JSON values are the same. The order of keys says nothing, and a key that is undefined is one that is
 * absent. Integers kept by parseExactJson compare digit by digit.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  return !Array.isArray(b) && equalObjects(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!deepEqual(a[index], b[index])) return false;
  return true;
}

function equalObjects(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let unmatched = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    if (!deepEqual(value, b[key]) || !owns(b, key)) return false;
    unmatched--;
  }
  for (const key in b) if (b[key] !== undefined) unmatched++;
  return unmatched === 0;
}

/** What else an object inherits is a function, and equals no JSON value: the full question is asked for one key only. */
function owns(object: object, key: string): boolean {
  return key !== '__proto__' || Object.hasOwn(object, key);
}
