import { isExactInteger } from './exact-json.ts';

/** A copy of a JSON value that shares nothing with it that could change; keys that are undefined are left out. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => cloneJson(item)) as T;
  if (isExactInteger(value)) return value;
  return cloneObject(value as Record<string, unknown>) as T;
}

function cloneObject(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    // Assigned, this one key would change the copy's prototype instead.
    if (key === '__proto__') define(copy, key, cloneJson(value));
    else copy[key] = cloneJson(value);
  }
  return copy;
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
